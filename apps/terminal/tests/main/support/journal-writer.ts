// A process that writes a journal until it is killed. It says each acknowledged line on its standard output, and only after the journal
// said so: whoever reads along knows what must be on the disk.
//   node journal-writer.ts <folder> <run> <appends at once> [bytes of filling]
import { FileJournal } from '../../../src/main/journal.ts'
import { encodeLine } from '../../../src/renderer/log/journal-line.ts'
import { writeSync } from 'node:fs'
import { intactLength } from '../../../src/main/journal-line.ts'

const [folder, run, atOnce, filling = '200'] = process.argv.slice(2)
const SEGMENT_BYTES = 64 * 1024

async function main(): Promise<void> {
  const journal = new FileJournal(folder!)
  const segments = await journal.open()
  let segment = segments.at(-1)?.segment ?? 1
  let at = segments.length > 0 ? intactLength(await journal.read(segment)) : 0
  for (let n = 0; ;) {
    const group: Promise<void>[] = []
    for (let i = 0; i < Number(atOnce); i++, n++) {
      const id = `${run}:${n}`
      const text = encodeLine({ id, filling: 'x'.repeat(Number(filling)) })
      group.push(journal.append(segment, at, text).then(() => say(id)))
      at += text.length
    }
    await Promise.all(group)
    if (at > SEGMENT_BYTES) [segment, at] = [segment + 1, 0]
  }
}

/** A pipe's write that was done before the kill is read afterwards; a buffered one might not be. */
function say(id: string): void {
  writeSync(1, `${id}\n`)
}

main().catch((error: unknown) => {
  writeSync(1, `failed ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 3
})
