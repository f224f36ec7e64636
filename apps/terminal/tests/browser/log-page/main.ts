import {
  browserIdentity,
  browserJournal,
  LogError,
  type LogEntry,
  openTerminalLog,
  type TerminalLog,
} from '../../../src/renderer/log/index.ts'

/** The real log in a page without screens: what a spec needs is put on `window`. */
export type LogPage = {
  log: TerminalLog | null
  /** Set as soon as another window turns out to own the log. */
  inUse: string | null
  open(): Promise<void>
  /** Calls the log and gives a LogError back as its code, since classes do not cross into the test. */
  attempt<T>(work: (log: TerminalLog) => Promise<T> | T): Promise<{ value: T } | { code: string; detail: string | null }>
  charge(code: string, options?: { id?: string; amount?: number; discount?: number; cashierId?: string }): Promise<LogEntry>
  /** Every entry, newest first, read page by page. */
  allEntries(): Promise<LogEntry[]>
}

declare global {
  var page: LogPage
}

const CASHIER = '00000000-0000-7000-8000-00000000ca51'
const MAX_PERMILLE = 1000

globalThis.page = {
  log: null,
  inUse: null,
  async open() {
    globalThis.page.log = await openTerminalLog({
      journal: browserJournal(),
      identity: browserIdentity(),
      app: '1.0.0',
      onInUse: (error) => (globalThis.page.inUse = error.code),
    })
  },
  async attempt(work) {
    try {
      return { value: await work(globalThis.page.log!) }
    } catch (error) {
      if (error instanceof LogError) return { code: error.code, detail: error.detail ?? null }
      throw error
    }
  },
  charge(code, { id, amount = 100_00, discount = MAX_PERMILLE, cashierId = CASHIER } = {}) {
    const log = globalThis.page.log!
    const final = Math.round((amount * discount) / MAX_PERMILLE)
    return log.recordCharge({
      id: id ?? log.newEntryId(),
      cashierId,
      code,
      scannedAt: log.now(),
      amount,
      method: 'balance',
      quoted: { discount, final },
    })
  },
  async allEntries() {
    const all: LogEntry[] = []
    let before: number | null = Infinity
    while (before !== null) {
      const page = await globalThis.page.log!.entries({ limit: 500, ...(before === Infinity ? {} : { before }) })
      all.push(...page.entries)
      before = page.next
    }
    return all
  },
}
