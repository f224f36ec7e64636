import { expect, test } from 'vitest'
import { FileJournal } from '../../../src/main/journal.ts'
import { StorageGuard } from '../../../src/renderer/log/storage-guard.ts'
import { storageError } from '../../../src/renderer/log/storage-error.ts'
import { LogError } from '../../../src/renderer/log/errors.ts'
import { temporaryFolder } from '../../main/support/temporary.ts'

const MB = 1024 * 1024

/** A disk whose free space is set by hand; the rest is the real journal's. */
class NearlyFull extends FileJournal {
  free: number | null = 100 * MB
  override freeBytes() {
    return Promise.resolve(this.free)
  }
}

test('refuses another sale when the disk is nearly full, and takes it when there is room again', async () => {
  const disk = new NearlyFull(temporaryFolder())
  disk.free = 1 * MB
  const guard = new StorageGuard(disk)
  await expect(guard.ensureRoom()).rejects.toMatchObject({ code: 'storage_low' })
  expect(guard.live.get()).toMatchObject({ state: 'low', freeBytes: 1 * MB })
  disk.free = 50 * MB
  await guard.ensureRoom()
  expect(guard.live.get()).toMatchObject({ state: 'ok', error: null })
})

test('takes a platform that does not say how much is free for one that has enough', async () => {
  const disk = new NearlyFull(temporaryFolder())
  disk.free = null
  await expect(new StorageGuard(disk).ensureRoom()).resolves.toBeUndefined()
})

test('forgets a failure when storage works again, but a lost log only when the device is paired anew', () => {
  const guard = new StorageGuard(new NearlyFull(temporaryFolder()))
  guard.note(new LogError('storage_full'))
  expect(guard.live.get().state).toBe('failing')
  guard.note(null)
  expect(guard.live.get().state).toBe('ok')
  guard.noteLost('copied')
  guard.note(null)
  expect(guard.live.get().error).toMatchObject({ code: 'log_lost' })
  guard.pairedAnew()
  expect(guard.live.get().state).toBe('ok')
})

test.each([
  [Object.assign(new Error('x'), { name: 'QuotaExceededError' }), 'storage_full'],
  [new Error('journal_full: no space (ENOSPC)'), 'storage_full'],
  [new Error('EIO'), 'storage_failing'],
  [new LogError('storage_low'), 'storage_low'],
])('%s is %s', (error, code) => {
  expect(storageError(error).code).toBe(code)
})
