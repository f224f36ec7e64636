import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** In this order; without it a fresh clone starts large files first, and a small one that takes long keeps the run waiting at its end. */
const LONGEST = [
  'authorisation/table.test.ts',
  'faults/lost-reply.test.ts',
  'tools/tests/start.test.ts',
  'hostile/codes.test.ts',
  'events/terminal-events.test.ts',
  'sync-server/tests/main.test.ts',
  'sessions/users.test.ts',
  'main/builder.test.ts',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(name))
  return place === -1 ? LONGEST.length : place
}

/** Vitest's own order, after the files that are known to take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byVitest = await super.sort(files) // oxlint-disable-line unicorn/no-array-sort -- the sequencer's own method, not an array's
    return byVitest.toSorted((a, b) => rank(a) - rank(b))
  }
}
