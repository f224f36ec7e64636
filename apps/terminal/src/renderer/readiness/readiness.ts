import { type OfflineLimit, offlineRoom, type TerminalConfig } from '@mps/shared'
import type { ClockState, ConfigState, ConnectionState, QueueSummary, StorageState } from '../log/index.ts'

/** What a terminal needs to go on selling when the network goes, in the order in which a manager can do something about it. */
export const READINESS_POINTS = ['rules', 'keys', 'denylist', 'people', 'clock', 'room', 'disk', 'kept', 'page'] as const
export type ReadinessPoint = (typeof READINESS_POINTS)[number]
/** `weak` lets sales go on offline, but not for long or not for everybody; `missing` stops them. */
export type Readiness = 'ready' | 'weak' | 'missing'

export type ReadinessFacts = {
  config: ConfigState
  connection: ConnectionState
  clock: ClockState
  queue: QueueSummary
  storage: StorageState
  /** Whether this page would come up without the server. */
  isPageKept: boolean
  nowMs: number
}
export type ReadinessReport = {
  points: Record<ReadinessPoint, Readiness>
  /** Until when charges may be taken without the server, as of now; null where they may not. */
  untilMs: number | null
  /** What stops offline charges, where the shop's limits do. */
  limit: OfflineLimit | null
}

/** A list of withdrawn codes older than this misses whole lives of codes. */
export const OLD_DENYLIST_S = 3600
/** Rules older than this were not looked at today. */
export const OLD_RULES_S = 24 * 3600
const LITTLE_ROOM = 0.2

/** Judges, before the network goes, what would happen if it went now. Pure: the panel, the chip and the tests agree. */
export function readinessOf(facts: ReadinessFacts): ReadinessReport {
  const { config, connection, clock, storage, isPageKept, nowMs } = facts
  if (!config.config) return { points: NOTHING_READY, untilMs: null, limit: null }
  const room = roomOf(config.config, facts)
  const points: ReadinessReport['points'] = {
    rules: !config.config.policy.offlineAllowed ? 'missing' : isOlder(config.ageS, OLD_RULES_S) ? 'weak' : 'ready',
    keys: keysOf(config.config, nowMs),
    denylist: isOlder(config.ageS, OLD_DENYLIST_S) ? 'weak' : 'ready',
    people: peopleOf(config.config),
    clock: clock.wentBackwards || clock.offsetMs === null ? 'missing' : clock.warn ? 'weak' : 'ready',
    room: room.readiness,
    disk: storage.state === 'ok' ? 'ready' : storage.state === 'low' ? 'weak' : 'missing',
    kept: storage.persisted === true ? 'ready' : 'weak',
    page: isPageKept ? 'ready' : 'weak',
  }
  const isStopped = READINESS_POINTS.some((point) => points[point] === 'missing')
  return { points, untilMs: isStopped ? null : endOf(config.config, connection, nowMs), limit: room.limit }
}

const NOTHING_READY = Object.fromEntries(READINESS_POINTS.map((point) => [point, 'missing'])) as ReadinessReport['points']

function isOlder(ageS: number | null, mostS: number): boolean {
  return ageS === null || ageS > mostS
}

export function usableKeys({ codeKeys }: Pick<TerminalConfig, 'codeKeys'>, nowMs: number): TerminalConfig['codeKeys'] {
  return codeKeys.filter(
    ({ validFrom, retiredAt }) => Date.parse(validFrom) <= nowMs && (retiredAt === null || Date.parse(retiredAt) > nowMs),
  )
}

function keysOf(config: TerminalConfig, nowMs: number): Readiness {
  return usableKeys(config, nowMs).length === 0 ? 'missing' : 'ready'
}

/** Somebody must be able to sign in, and somebody to approve. */
function peopleOf({ roster }: TerminalConfig): Readiness {
  const withPin = roster.filter(({ pinHash }) => pinHash !== null)
  if (withPin.length === 0) return 'missing'
  return withPin.some(({ role }) => role === 'manager') ? 'ready' : 'weak'
}

function roomOf({ policy }: TerminalConfig, { queue, clock }: ReadinessFacts): { readiness: Readiness; limit: OfflineLimit | null } {
  const use = { count: queue.charges, sum: queue.sumMinor, cardSum: 0, lastContactAgeS: clock.offsetAgeS }
  const { roomMinor, limit } = offlineRoom(policy, use, Number.MAX_SAFE_INTEGER)
  if (roomMinor === 0) return { readiness: 'missing', limit }
  const left = Math.min(1 - queue.charges / policy.offlineMaxCount, 1 - queue.sumMinor / Math.max(1, policy.offlineMaxSum))
  return { readiness: left < LITTLE_ROOM ? 'weak' : 'ready', limit: null }
}

/** The shop's hours since the last contact, or the last signing key's end where that comes first. */
function endOf(config: TerminalConfig, { lastContactAt }: ConnectionState, nowMs: number): number | null {
  if (lastContactAt === null) return null
  const byPolicy = Date.parse(lastContactAt) + config.policy.offlineChargingHours * 3_600_000
  const keyEnds = usableKeys(config, nowMs).map(({ retiredAt }) => (retiredAt === null ? Infinity : Date.parse(retiredAt)))
  const end = Math.min(byPolicy, Math.max(...keyEnds))
  return end > nowMs ? end : null
}
