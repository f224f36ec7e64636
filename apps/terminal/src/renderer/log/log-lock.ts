import { LogError } from './errors.ts'

/**
 * Makes this window the one owner of the log for as long as it lives; the browser frees the lock when the window goes, however it goes.
 * Another owner is reported once, and then waited for.
 * @returns gives the log up
 */
export async function ownLog(name: string, onInUse: (error: LogError) => void): Promise<() => void> {
  if (typeof navigator.locks === 'undefined') throw new LogError('unsupported', 'web locks')
  let wasOwned = false
  const owned = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const hold = async (lock: Lock | null): Promise<void> => {
    if (!lock) return
    wasOwned = true
    owned.resolve()
    await released.promise
  }
  const acquire = async (): Promise<void> => {
    await navigator.locks.request(name, { ifAvailable: true }, hold)
    if (wasOwned) return
    onInUse(new LogError('log_in_use', 'another window of this device has the log open'))
    await navigator.locks.request(name, hold)
  }
  acquire().catch((error: unknown) => owned.reject(error))
  await owned.promise
  return released.resolve
}
