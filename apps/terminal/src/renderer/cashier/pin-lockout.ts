/** Failures in a row after which a PIN is locked, and for how long at first (protocol.md, Offline policy). */
export const MAX_PIN_FAILURES = 5
export const FIRST_LOCK_MS = 5 * 60_000

/** One person's wrong PINs on this device. */
export type PinFailures = { count: number; lockedUntilMs: number }
export const NO_FAILURES: PinFailures = { count: 0, lockedUntilMs: 0 }

/** After a wrong PIN. Every fifth in a row locks, each time for twice as long; only a right PIN starts the count again. */
export function afterWrongPin(failures: PinFailures, nowMs: number): PinFailures {
  const count = failures.count + 1
  if (count % MAX_PIN_FAILURES !== 0) return { count, lockedUntilMs: failures.lockedUntilMs }
  return { count, lockedUntilMs: nowMs + FIRST_LOCK_MS * 2 ** (count / MAX_PIN_FAILURES - 1) }
}

/** How long a PIN stays locked, in milliseconds; 0 when it may be tried. */
export function lockedForMs(failures: PinFailures, nowMs: number): number {
  return Math.max(0, failures.lockedUntilMs - nowMs)
}

/** Tries left before the next lock. */
export function triesLeft(failures: PinFailures): number {
  return MAX_PIN_FAILURES - (failures.count % MAX_PIN_FAILURES)
}
