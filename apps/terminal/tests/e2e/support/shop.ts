import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IssueCodesResponse, MemberSession } from '@mps/shared'
import { readConfig } from '../../../../sync-server/src/config/config.ts'
import { createContext } from '../../../../sync-server/src/context.ts'
import { createLogger } from '../../../../sync-server/src/logger.ts'
import { adminToken } from '../../../../sync-server/tests/support/tokens.ts'
import { aCard, aMember, aMerchant, aTerminal, type CardOptions } from '../../../../sync-server/tests/support/builders.ts'
import { enrolment } from '../../../../sync-server/src/admin/enrol.ts'
import { type ServerProcess, startServerProcess } from '../../../../sync-server/tests/support/server-process.ts'
import { createTestDatabase, PLATFORM_ADMIN, type TestDatabase } from '../../../../sync-server/tests/support/test-database.ts'

export const CASHIER_PIN = '1234'
export const MANAGER_PIN = '9876'

/** A member with one card, signed in at the wallet's API. */
export type Wallet = { cardId: string; cardNo: string; code: () => Promise<string>; issue: () => Promise<ShownCode> }
/** What the wallet shows: the picture's text, and the digits under it. */
export type ShownCode = IssueCodesResponse['codes'][number]

/** A shop with a database and a server process of its own, and one terminal that waits to be paired. */
export type OpenShop = {
  database: TestDatabase
  server: ServerProcess
  merchantId: string
  terminalId: string
  pairingCode: string
  /** A pairing code for another device, which opens the terminal's next epoch. */
  pairAgain: () => Promise<string>
  /** The final amounts of what was settled, in minor units. */
  settled: () => Promise<number[]>
  wallet: (card?: Omit<CardOptions, 'ownerId'>) => Promise<Wallet>
  /** The token of a platform admin, made with the server's own keys. */
  adminToken: () => Promise<string>
  close: () => Promise<void>
}

export async function openShop(policy?: Record<string, unknown>): Promise<OpenShop> {
  const database = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'mps-shop-'))
  const secrets = { SECRETS_FILE: join(folder, 'secrets.json') }
  const server = await startServerProcess(database.appUrl, secrets)
  const { merchantId } = await aMerchant(database, policy ? { policy } : {})
  const { terminalId, pairingCode } = await aTerminal(database, merchantId)
  return {
    database,
    server,
    merchantId,
    terminalId,
    pairingCode,
    pairAgain: () => enrolment(database.admin, PLATFORM_ADMIN).pairingCode(terminalId),
    settled: () => settledAmounts(database),
    wallet: (card) => openWallet(database, server.url, card),
    adminToken: () => tokenOfAdmin(database, secrets),
    close: async () => {
      await server.dispose()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function tokenOfAdmin(database: TestDatabase, secrets: { SECRETS_FILE: string }): Promise<string> {
  const context = await createContext(readConfig({ DATABASE_URL: database.appUrl, ...secrets }), createLogger('silent'))
  try {
    return await adminToken({ context }, database)
  } finally {
    await context.close()
  }
}

async function settledAmounts(database: TestDatabase): Promise<number[]> {
  const { rows } = await database.owner.query<{ final: string }>(
    `select (final_amount * 100)::bigint::text as final from app.transactions where tx_type = 'payment' and status = 'completed' order by created_at`,
  )
  return rows.map((row) => Number(row.final))
}

async function openWallet(database: TestDatabase, url: string, card: Omit<CardOptions, 'ownerId'> = {}): Promise<Wallet> {
  const { memberId, memberNo, password } = await aMember(database)
  const { cardId, cardNo } = await aCard(database, { ownerId: memberId, balance: 1000_00, ...card })
  const session = await post<MemberSession>(`${url}/v1/me/session`, { login: memberNo, password })
  const issue = async () => {
    const issued = await post<IssueCodesResponse>(`${url}/v1/me/cards/${cardId}/codes`, { count: 1 }, session.access_token)
    return issued.codes[0]!
  }
  return { cardId, cardNo, issue, code: async () => (await issue()).code }
}

async function post<T>(address: string, body: unknown, token?: string): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${address}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}
