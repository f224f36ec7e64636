import type { RosterEntry } from '@mps/shared'
import { create } from 'zustand'
import { createJSONStorage, persist } from 'zustand/middleware'
import { checkPin } from './check-pin.ts'
import { afterWrongPin, lockedForMs, NO_FAILURES, type PinFailures } from './pin-lockout.ts'

export type Cashier = Pick<RosterEntry, 'userId' | 'name' | 'role'>
export type PinResult = 'right' | 'wrong' | 'locked' | 'no_pin'

type CashierState = {
  cashier: Cashier | null
  signIn: (person: RosterEntry) => void
  signOut: () => void
}

/** Who is signed in. Kept for this window only: a reload in the middle of a sale keeps the cashier, a new start asks for the PIN. */
export const useCashier = create<CashierState>()(
  persist(
    (set) => ({
      cashier: null,
      signIn: ({ userId, name, role }) => set({ cashier: { userId, name, role } }),
      signOut: () => set({ cashier: null }),
    }),
    { name: 'mps-terminal-cashier', storage: createJSONStorage(() => sessionStorage) },
  ),
)

type PinFailuresState = { byUser: Record<string, PinFailures> }

/** Wrong PINs by person, kept over restarts: a restart is no way round the lock. */
export const usePinFailures = create<PinFailuresState>()(
  persist(() => ({ byUser: {} as PinFailuresState['byUser'] }), { name: 'mps-terminal-pins' }),
)

/** Tries a PIN for one person and counts what was wrong. */
export async function tryPin(person: RosterEntry, pin: string, nowMs: number): Promise<PinResult> {
  if (person.pinHash === null) return 'no_pin'
  const failures = usePinFailures.getState().byUser[person.userId] ?? NO_FAILURES
  if (lockedForMs(failures, nowMs) > 0) return 'locked'
  const isRight = await checkPin(pin, person.pinHash)
  const after = isRight ? NO_FAILURES : afterWrongPin(failures, nowMs)
  usePinFailures.setState(({ byUser }) => ({ byUser: { ...byUser, [person.userId]: after } }))
  if (isRight) return 'right'
  return lockedForMs(after, nowMs) > 0 ? 'locked' : 'wrong'
}
