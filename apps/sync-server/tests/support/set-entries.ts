import { FIRST_PREV, uuidv7 } from '@mps/shared'
import type { SetEntry } from '../../src/charges/charge-set.ts'
import { readEntry } from '../../src/entries/read-entry.ts'

/** Entries of one terminal as they come to the lanes: in their form and unsigned, since no lane looks at what the server has verified. */
export function setEntries(count: number, terminalId: string, kind: 'charge' | 'void' = 'charge'): SetEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const at = new Date().toISOString()
    const body = {
      v: 1,
      kind,
      id: uuidv7(),
      terminalId,
      epoch: 1,
      seq: i + 1,
      prev: FIRST_PREV,
      recordedAt: at,
      clock: { device: at, offsetMs: 0, offsetAgeS: 60, boot: uuidv7() },
      cashierId: uuidv7(),
      policyRev: 1,
      app: 'test 1.0.0',
      ...(kind === 'charge'
        ? {
            codeHash: 'a'.repeat(64),
            scannedAt: at,
            amount: 1,
            currency: 'TWD',
            method: 'balance',
            quoted: { discount: 1000, final: 1 },
          }
        : { chargeId: uuidv7(), reason: 'the member left' }),
    }
    const entry = readEntry({ body: JSON.stringify(body), sig: 'A'.repeat(86) }, i)
    if (!('body' in entry)) throw new Error(entry.detail)
    return { entry, verdict: null, requestId: null }
  })
}
