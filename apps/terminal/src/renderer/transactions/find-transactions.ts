import type { TerminalTransaction } from '@mps/shared'
import { reportApi } from '@mps/shared/api/reports'
import type { LogEntry, TerminalLog } from '../log/index.ts'
import type { SearchBy } from './search-text.ts'

/** A sale, refund or recharge that was found: at the server, in this terminal's log, or in both. */
export type Found = {
  key: string
  type: 'payment' | 'refund' | 'recharge'
  at: string
  txNo: string | null
  cardSuffix: string | null
  final: number
  refunded: number
  /** The server's word, where it was asked. */
  transaction: TerminalTransaction | null
  entry: LogEntry | null
}
export type FindResult = { found: Found[]; isFromServer: boolean; next: string | null }

const PAGE = 20
/** How far back the log is searched without the server: enough for a day's sales. */
const LOCAL_DEPTH = 1000

/** Whether there is a server to ask, and the end of the page before. */
type Way = { isOffline: boolean; cursor: string | null }

/** Asks the server, and this terminal's own log where the server is away or does not know the sale yet. */
export async function findTransactions(log: TerminalLog, search: SearchBy, { isOffline, cursor }: Way): Promise<FindResult> {
  const entryId = search.by === 'number' ? await entryIdOf(log, search.epoch, search.seq) : null
  const asked = entryId === null ? search : ({ by: 'entryId', entryId } as const)
  const server = isOffline ? null : await askServer(log, asked, cursor)
  if (server && (server.found.length > 0 || asked.by === 'newest' || asked.by === 'card')) return server
  return { found: await searchLog(log, asked), isFromServer: server !== null, next: null }
}

async function askServer(log: TerminalLog, search: SearchBy, cursor: string | null): Promise<FindResult | null> {
  if (search.by === 'nothing' || search.by === 'number') return null
  const query = {
    limit: String(PAGE),
    ...(cursor !== null && { cursor }),
    ...(search.by === 'txNo' && { txNo: search.txNo }),
    ...(search.by === 'entryId' && { entryId: search.entryId }),
    ...(search.by === 'card' && { cardSuffix: search.suffix }),
  }
  const answer = await log.askServer(reportApi.searchTerminalTransactions, { query })
  if (!answer.ok) return null
  const found = await Promise.all(answer.value.transactions.map((transaction) => fromServer(log, transaction)))
  return { found, isFromServer: true, next: answer.value.next }
}

async function fromServer(log: TerminalLog, transaction: TerminalTransaction): Promise<Found> {
  const { id, txType, createdAt, scannedAt, txNo, cardSuffix, finalAmount, refundedAmount, entryId } = transaction
  return {
    key: id,
    type: txType,
    at: scannedAt ?? createdAt,
    txNo,
    cardSuffix,
    final: finalAmount,
    refunded: refundedAmount,
    transaction,
    entry: entryId === null ? null : await log.entry(entryId).catch(() => null),
  }
}

async function entryIdOf(log: TerminalLog, epoch: number, seq: number): Promise<string | null> {
  for await (const entry of moneyEntries(log)) if (entry.epoch === epoch && entry.seq === seq) return entry.id
  return null
}

async function searchLog(log: TerminalLog, search: SearchBy): Promise<Found[]> {
  const found: Found[] = []
  for await (const entry of moneyEntries(log)) {
    if (isMeant(entry, search)) found.push(fromLog(entry))
    if (found.length === PAGE) break
  }
  return found
}

function isMeant({ id, outcome }: LogEntry, search: SearchBy): boolean {
  if (search.by === 'newest') return true
  if (search.by === 'entryId') return id === search.entryId
  return search.by === 'txNo' && outcome?.state === 'settled' && outcome.txNo === search.txNo
}

function fromLog(entry: LogEntry): Found {
  const { body, outcome } = entry
  const settled = outcome?.state === 'settled' ? outcome : null
  const amount = body.kind === 'charge' ? body.quoted.final : 'amount' in body ? body.amount : 0
  return {
    key: entry.id,
    type: body.kind === 'refund' || body.kind === 'recharge' ? body.kind : 'payment',
    at: body.recordedAt,
    txNo: settled?.txNo ?? null,
    cardSuffix: null,
    final: settled?.final ?? amount,
    refunded: 0,
    transaction: null,
    entry,
  }
}

/** The log's entries that move money, the newest first. */
async function* moneyEntries(log: TerminalLog): AsyncGenerator<LogEntry> {
  let before: number | null = null
  let left = LOCAL_DEPTH
  do {
    const page = await log.entries({ limit: 200, ...(before === null ? {} : { before }) })
    for (const entry of page.entries) if (entry.kind === 'charge' || entry.kind === 'refund' || entry.kind === 'recharge') yield entry
    before = page.next
    left -= page.entries.length
  } while (before !== null && left > 0)
}

/** What of a payment may still be given back; zero for what is no settled payment. */
export function refundable({ transaction }: Found): number {
  if (transaction?.txType !== 'payment' || transaction.status !== 'completed') return 0
  return transaction.finalAmount - transaction.refundedAmount
}
