import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { lockJournal } from '../../src/main/journal-lock.ts'
import { temporaryFolder } from './support/temporary.ts'

const MODULE = fileURLToPath(new URL('../../src/main/journal-lock.ts', import.meta.url))
// How each kind of system keeps the lock; both kinds run here.
const PLATFORMS: NodeJS.Platform[] = process.platform === 'linux' ? ['linux', 'darwin'] : [process.platform]

/** A process that takes the lock, says how that went, and stays. */
function contender(folder: string, platform: NodeJS.Platform) {
  const script = `
    import { lockJournal } from ${JSON.stringify(MODULE)}
    lockJournal(${JSON.stringify(folder)}, ${JSON.stringify(platform)})
      .then(() => { console.log('locked'); setInterval(() => {}, 1000) }, (error) => { console.log(error.code); process.exit() })`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

async function firstLine(child: ReturnType<typeof contender>): Promise<string> {
  const [data] = (await once(child.stdout, 'data')) as [Buffer]
  return data.toString().trim()
}

beforeEach(() => {
  // Where the name is a file, a killed holder leaves it behind: in a folder that goes with the test.
  vi.stubEnv('TMPDIR', temporaryFolder())
  return () => vi.unstubAllEnvs()
})

describe.each(PLATFORMS)('the journal’s lock, as on %s', (platform) => {
  it('has one holder, and is free when that one lets go', async () => {
    const folder = temporaryFolder()
    const lock = await lockJournal(folder, platform)
    await expect(lockJournal(folder, platform)).rejects.toMatchObject({ code: 'journal_in_use' })
    await lock.release()
    await (await lockJournal(folder, platform)).release()
  })

  it('is one lock for one folder, however its path is written', async () => {
    const folder = temporaryFolder()
    const lock = await lockJournal(folder, platform)
    await expect(lockJournal(`${folder}/../${folder.split('/').at(-1)}/`, platform)).rejects.toMatchObject({ code: 'journal_in_use' })
    const other = await lockJournal(temporaryFolder(), platform)
    await lock.release()
    await other.release()
  })

  it('is free at once when its holder was killed', async () => {
    const folder = temporaryFolder()
    const holder = contender(folder, platform)
    expect(await firstLine(holder)).toBe('locked')
    await expect(lockJournal(folder, platform)).rejects.toMatchObject({ code: 'journal_in_use' })
    holder.kill('SIGKILL')
    await once(holder, 'close')
    await (await lockJournal(folder, platform)).release()
  })

  it('goes to one of six processes that want it at once', async () => {
    const folder = temporaryFolder()
    const children = Array.from({ length: 6 }, () => contender(folder, platform))
    const words = await Promise.all(children.map(firstLine))
    for (const child of children) child.kill('SIGKILL')
    expect(words.toSorted()).toEqual([...Array<string>(5).fill('journal_in_use'), 'locked'])
  })
})

describe('the journal’s lock on Linux', () => {
  it.runIf(process.platform === 'linux')('leaves no file behind', async () => {
    const lock = await lockJournal(temporaryFolder(), 'linux')
    expect(readdirSync(tmpdir()).filter((name) => name.endsWith('.sock'))).toEqual([])
    await lock.release()
  })
})
