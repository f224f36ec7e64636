import { type TerminalTotals, uuidv7 } from '@mps/shared'
import { type Live, LogError, type QueueSummary, type RecordedCharge, type TerminalLog } from '../log/index.ts'
import { LessonMemory } from './lesson-memory.ts'
import { lessonServer } from './training-server.ts'

function fixed<T>(value: T): Live<T> {
  return { get: () => value, subscribe: () => () => undefined }
}

const NOTHING_WAITS: QueueSummary = {
  depth: 0,
  sumMinor: 0,
  charges: 0,
  oldestRecordedAt: null,
  oldestAgeS: null,
  rejected: 0,
  resending: 0,
  inFlight: 0,
  nextAttemptAt: null,
}
const NO_HASH = '0'.repeat(64)

/** What a lesson must never do to the terminal that it is given on. */
function refused(): never {
  throw new LogError('log_closed', 'training')
}

/**
 * A log for lessons: the same face, and behind it nothing but memory. It borrows the shop's settings and the clock from the terminal's log to
 * read, and no method of that log which records, sends, pairs or unpairs; the compiler asks here for every method that the face gains.
 */
export function trainingLog(real: Pick<TerminalLog, 'identity' | 'config' | 'clock' | 'now'>): TerminalLog {
  const memory = new LessonMemory(() => real.now())
  const identity = real.identity.get()
  const currency = real.config.get().config?.currency ?? 'TWD'
  const state = { state: 'online', reason: null, since: real.now(), lastContactAt: null, updateNeeded: false, revoked: false } as const
  return {
    identity: fixed(identity && { ...identity, terminalId: 'training', epoch: 1 }),
    connection: fixed(state),
    clock: real.clock,
    config: real.config,
    queue: fixed(NOTHING_WAITS),
    storage: fixed({ state: 'ok', error: null, freeBytes: null, persisted: true }),
    diagnostics: fixed([]),

    pair: async () => refused(),
    canUnpair: () => new LogError('log_closed', 'training'),
    unpair: async () => refused(),
    now: () => real.now(),
    newEntryId: () => uuidv7(),

    recordCharge: async ({ code: _code, ...draft }) =>
      memory.record({ kind: 'charge', codeHash: NO_HASH, currency, ...draft }) as RecordedCharge,
    recordVoid: async (draft) => memory.record({ kind: 'void', ...draft }),
    recordScanRefused: async ({ code: _code, ...draft }) => memory.record({ kind: 'scan_refused', codeHash: NO_HASH, ...draft }),
    recordShift: async (draft) => memory.record(draft),
    recordRefund: async (draft) => memory.record({ kind: 'refund', ...draft }),
    recordRecharge: async ({ code: _code, ...draft }) => memory.record({ kind: 'recharge', codeHash: NO_HASH, currency, ...draft }),

    offlineRoom: () => ({ roomMinor: 0, limit: 'no_config', policy: null }),
    entries: async (query) => memory.page(query),
    watchEntries: (query, listener) => memory.watch(() => listener(memory.page(query))),
    entry: async (id) => memory.find(id),
    watchEntry: (id, listener) => memory.watch(() => listener(memory.find(id))),

    unconfirmedCharges: async () => [],
    markConfirmed: async () => undefined,
    sendNow: async () => undefined,
    sendRejectedAgain: async () => refused(),
    signOffRejected: async () => refused(),
    serverTotals: async (): Promise<TerminalTotals> => refused(),
    askServer: async (endpoint, input) => lessonServer(endpoint, input, memory.entries),
    refreshConfig: async () => real.config.get(),
    exportLog: async () => refused(),
    chargeAgain: async () => refused(),
    requestPersistence: async () => true,
    close: async () => undefined,
  }
}
