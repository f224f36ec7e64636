import type { IssuedCode } from '@mps/shared'
import type { z } from 'zod'

/** A code in this page's memory, with its times as numbers of the server's clock. */
export type HeldCode = {
  /** The whole text; only the picture may carry it. */
  text: string
  hash: string
  validFromMs: number
  expiresAtMs: number
  discountPermille: number
}

/** A code is renewed when less than this is left … */
const RENEWAL_LEAD_MS = 60_000
/** … or this share of its life, for lives so short that a minute would mean renewing all the time. */
const RENEWAL_LEAD_SHARE = 1 / 4
const FIRST_RETRY_MS = 2_000
/** Short, because somebody may be standing at a till. */
const LAST_RETRY_MS = 10_000

/** What an answer of the server holds, as the page keeps it. */
export function heldCode(issued: z.infer<typeof IssuedCode>): HeldCode {
  return {
    text: issued.code,
    hash: issued.codeHash,
    validFromMs: Date.parse(issued.validFrom),
    expiresAtMs: Date.parse(issued.expiresAt),
    discountPermille: issued.discount,
  }
}

/** How long before its end a code is replaced. */
export function renewalLeadMs(code: HeldCode): number {
  return Math.min(RENEWAL_LEAD_MS, (code.expiresAtMs - code.validFromMs) * RENEWAL_LEAD_SHARE)
}

/** The code to show: the newest that has begun and not ended. A spare takes over by itself when the one before it ends. */
export function codeToShow(held: readonly HeldCode[], nowMs: number): HeldCode | null {
  const alive = held.filter((code) => code.validFromMs <= nowMs && nowMs < code.expiresAtMs)
  return alive.reduce<HeldCode | null>((best, code) => (best && best.validFromMs >= code.validFromMs ? best : code), null)
}

/** Whether to ask the server for new codes now. The table of cases is in renewal.test.ts. */
export function isRenewalDue(held: readonly HeldCode[], nowMs: number): boolean {
  const shown = codeToShow(held, nowMs)
  return shown === null || shown.expiresAtMs - nowMs < renewalLeadMs(shown)
}

/**
 * How long to wait after the given number of failures in a row; the server's own wish counts when it is longer.
 * @param chance between 0 and 1: spreads the phones that lost the same server
 */
export function retryDelayMs(failures: number, retryAfterMs: number, chance: number): number {
  const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
  return Math.max(retryAfterMs, delayMs * (0.75 + chance / 4))
}
