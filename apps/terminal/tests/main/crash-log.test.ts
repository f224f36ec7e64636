import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CrashLog, setupCrashLog, watchPage } from '../../src/main/crash-log.ts'
import { scrub } from '../../src/scrub.ts'
import { temporaryFolder } from './support/temporary.ts'

const PRIVATE = [
  'MPS1:AEAAB2ZQ7YYYYMPS2ABC',
  'mei.chen@example.org',
  '4710 0884 1022 2333',
  '+886 912 345 678',
  'C:\\Users\\Mei Chen\\AppData\\',
  '/home/mei-chen/.config/',
  '陳小美',
  'eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9',
]

function aLog() {
  const path = join(temporaryFolder(), 'deep', 'crashes.jsonl')
  return { path, crashes: new CrashLog(path, '1.2.3') }
}

describe('a crash report', () => {
  it.each(PRIVATE)('holds nothing of %s', (secret) => {
    const clean = scrub(`TypeError: cannot charge ${secret} at record`)
    expect(clean).toContain('TypeError: cannot charge')
    const words = secret.split(/[\s@\\/:.]+/).filter((word) => word.length > 3)
    for (const word of words.filter((each) => !['Users', 'home', 'config', 'AppData'].includes(each))) expect(clean).not.toContain(word)
  })

  it('says where the program failed', () => {
    const { crashes } = aLog()
    crashes.note('main', new TypeError('no printer'))
    const [report] = crashes.read()
    expect(report).toMatchObject({ kind: 'main', version: '1.2.3' })
    expect(report!.what).toMatch(/^TypeError: no printer\n.*crash-log\.test\.ts:\d+:\d+/)
    expect(report!.what).not.toContain(import.meta.dirname)
  })

  it('is kept over restarts, for its owner only, newest first, and not for ever', () => {
    const { path, crashes } = aLog()
    for (let i = 0; i < 120; i++) crashes.note('page', `crashed, time ${i}`)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    const read = new CrashLog(path, '1.2.4').read()
    expect(read).toHaveLength(50)
    expect(read[0]!.what).toBe('crashed, time 119')
    expect(readFileSync(path, 'utf8').split('\n').length).toBeLessThan(60)
  })

  it('that was cut off by the crash itself hides no other', () => {
    const { path, crashes } = aLog()
    crashes.note('helper', 'GPU: oom (9)')
    appendFileSync(path, '{"at":"2026-11-23T10:')
    expect(crashes.read()).toHaveLength(1)
  })

  it('is made of every process that does not end as it should, and of no other', () => {
    const { crashes } = aLog()
    type Listener = (...args: unknown[]) => void
    const listeners = new Map<string, Listener>()
    const source = { on: (event: string, listener: Listener) => void listeners.set(event, listener) }
    setupCrashLog(crashes, source as never, source as never)
    watchPage(crashes, { webContents: source } as never)
    listeners.get('uncaughtExceptionMonitor')!(new Error('boom'))
    listeners.get('child-process-gone')!({}, { type: 'GPU', reason: 'clean-exit', exitCode: 0 })
    listeners.get('child-process-gone')!({}, { type: 'GPU', reason: 'crashed', exitCode: 5 })
    listeners.get('render-process-gone')!({}, { reason: 'oom', exitCode: 9 })
    expect(crashes.read().map(({ kind }) => kind)).toEqual(['page', 'helper', 'main'])
  })
})
