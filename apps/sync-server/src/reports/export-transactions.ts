import type { MerchantTransaction } from '@mps/shared'
import type { TransactionFilter } from '@mps/shared/api'
import type pg from 'pg'
import { type Send, stream, type StreamAnswer } from '../http/answer.ts'
import { ProblemError } from '../problem.ts'
import { searchFilter } from './search-transactions.ts'
import { csvHeader, csvLines } from './transactions-csv.ts'

export type ExportFormat = 'csv' | 'json'
type Transact = <T>(work: (client: pg.PoolClient) => Promise<T>) => Promise<T>

/** Rows that are in memory at once. */
const PORTION = 500
/** Each export keeps a connection for as long as its reader takes. */
const AT_ONCE = 2
/** A reader who takes nothing for so long has gone, or wants to hold the connection. */
const STALL_MS = 30_000

let running = 0

/** All transactions of a merchant that a filter finds, read by a cursor and sent portion by portion: any number in constant memory. */
export function exportTransactions(
  transact: Transact,
  merchantId: string,
  { format, ...filter }: TransactionFilter & { format: ExportFormat },
): StreamAnswer {
  const day = new Date().toISOString().slice(0, 10)
  return stream(
    format === 'csv' ? 'text/csv' : 'application/json',
    (send) => oneOfFew(() => transact((client) => sendAll(client, merchantId, filter, WRITERS[format](unlessStalled(send))))),
    `transactions-${day}.${format}`,
  )
}

async function oneOfFew(work: () => Promise<void>): Promise<void> {
  if (running >= AT_ONCE) throw new ProblemError('too_many_requests', { retryAfterS: 10 })
  running += 1
  try {
    await work()
  } finally {
    running -= 1
  }
}

type Writer = {
  portion: (transactions: MerchantTransaction[], isFirst: boolean) => Promise<void>
  end: (isEmpty: boolean) => Promise<void>
}

const WRITERS: Record<ExportFormat, (send: Send) => Writer> = {
  csv: (send) => ({
    portion: (transactions, isFirst) => send((isFirst ? csvHeader() : '') + csvLines(transactions)),
    end: async (isEmpty) => (isEmpty ? send(csvHeader()) : undefined),
  }),
  json: (send) => ({
    portion: (transactions, isFirst) => send((isFirst ? '[\n' : ',\n') + transactions.map((row) => JSON.stringify(row)).join(',\n')),
    end: (isEmpty) => send(isEmpty ? '[]\n' : '\n]\n'),
  }),
}

async function sendAll(client: pg.PoolClient, merchantId: string, filter: TransactionFilter, writer: Writer): Promise<void> {
  await client.query('select app.export_merchant_transactions($1, $2)', [merchantId, searchFilter(filter)])
  let sent = 0
  for (;;) {
    const { rows } = await client.query<{ document: MerchantTransaction }>(`fetch forward ${PORTION} from transactions_export`)
    if (rows.length > 0)
      await writer.portion(
        rows.map(({ document }) => document),
        sent === 0,
      )
    sent += rows.length
    if (rows.length < PORTION) break
  }
  await writer.end(sent === 0)
}

function unlessStalled(send: Send): Send {
  return async (chunk) => {
    let timer: NodeJS.Timeout | undefined
    const stalled = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('the reader of an export stalled')), STALL_MS)
    })
    try {
      await Promise.race([send(chunk), stalled])
    } finally {
      clearTimeout(timer)
    }
  }
}
