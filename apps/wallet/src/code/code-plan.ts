import type { HeldCode } from './held-code.ts'

/** A run of codes, one after the other: an hour without a network where a code lives 15 minutes. */
export const CODES_IN_A_RUN = 4

/** A code is renewed when less than this is left … */
const RENEWAL_LEAD_MS = 60_000
/** … or this share of its life, for lives so short that a minute would mean renewing all the time. */
const RENEWAL_LEAD_SHARE = 1 / 4
/** The run is made anew when it reaches less far than this many lives of a code. */
const LIVES_AHEAD = 2
const FIRST_RETRY_MS = 2_000
/** Short, because somebody may be standing at a till. */
const LAST_RETRY_MS = 10_000

/** How long before its end a code is replaced. */
export function renewalLeadMs(code: HeldCode): number {
  return Math.min(RENEWAL_LEAD_MS, lifeMs(code) * RENEWAL_LEAD_SHARE)
}

/**
 * The code to show. The one on the screen stays until its last minute or until the member puts it aside, for a cashier may be scanning it;
 * then the one that lasts longest follows, and a code in its last minute is better than none.
 */
export function codeToShow(held: readonly HeldCode[], shownHash: string | null, nowMs: number): HeldCode | null {
  const alive = aliveCodes(held, nowMs)
  const shown = alive.find(({ hash }) => hash === shownHash)
  if (shown && isFresh(shown, nowMs)) return shown
  return alive.reduce<HeldCode | null>((best, code) => (best && best.expiresAtMs >= code.expiresAtMs ? best : code), null)
}

/** The code that starts next, for a screen that has none to show. */
export function nextToStart(held: readonly HeldCode[], nowMs: number): HeldCode | null {
  const waiting = usable(held).filter(({ validFromMs }) => validFromMs > nowMs)
  return waiting.reduce<HeldCode | null>((best, code) => (best && best.validFromMs <= code.validFromMs ? best : code), null)
}

/** Until when this phone can pay without a network; null when it cannot. */
export function readyUntilMs(held: readonly HeldCode[], nowMs: number): number | null {
  const ends = usable(held)
    .map(({ expiresAtMs }) => expiresAtMs)
    .filter((endMs) => endMs > nowMs)
  return ends.length > 0 ? Math.max(...ends) : null
}

/**
 * How many codes to ask for now. A run, when none is fresh or the run ends soon; one, when only one is fresh: the second takes over at once
 * when the first is spent, also where nothing can be fetched. The table of cases is in code-plan.test.ts.
 */
export function codesNeeded(held: readonly HeldCode[], nowMs: number): number {
  const fresh = aliveCodes(held, nowMs).filter((code) => isFresh(code, nowMs))
  const [first] = fresh
  if (!first) return CODES_IN_A_RUN
  const ahead = (readyUntilMs(held, nowMs) ?? nowMs) - nowMs
  if (ahead < LIVES_AHEAD * lifeMs(first)) return CODES_IN_A_RUN
  return fresh.length === 1 ? 1 : 0
}

/** What to hold when the server has issued more: a run replaces codes that had not started, and nothing that has ended is kept. */
export function withIssued(held: readonly HeldCode[], issued: readonly HeldCode[], nowMs: number): HeldCode[] {
  const isRun = issued.length > 1
  return [...held.filter((code) => code.expiresAtMs > nowMs && !(isRun && code.validFromMs > nowMs)), ...issued]
}

/**
 * How long to wait after the given number of failures in a row; the server's own wish counts when it is longer.
 * @param chance between 0 and 1: spreads the phones that lost the same server
 */
export function retryDelayMs(failures: number, retryAfterMs: number, chance: number): number {
  const delayMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (failures - 1))
  return Math.max(retryAfterMs, delayMs * (0.75 + chance / 4))
}

/** Begun, not ended, and not put aside. */
export function aliveCodes(held: readonly HeldCode[], nowMs: number): HeldCode[] {
  return usable(held).filter((code) => code.validFromMs <= nowMs && nowMs < code.expiresAtMs)
}

function usable(held: readonly HeldCode[]): HeldCode[] {
  return held.filter(({ isPutAside }) => !isPutAside)
}

function isFresh(code: HeldCode, nowMs: number): boolean {
  return code.expiresAtMs - nowMs >= renewalLeadMs(code)
}

function lifeMs(code: HeldCode): number {
  return code.expiresAtMs - code.validFromMs
}
