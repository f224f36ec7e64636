import { sign } from 'node:crypto'
import { applyDiscount, entryHash, FIRST_PREV, type SentEntry, uuidv7 } from '@mps/shared'
import { issueCodes } from '../../src/me/issue-codes.ts'
import type { Device } from './builders.ts'
import type { Answer, TestServer } from './test-server.ts'

export type Outcome = Record<string, unknown> & { id: string | null; state: string; code?: string }
export type Made = SentEntry & { id: string; seq: number; hash: string }
export type ScannedCode = { code: string; codeHash: string; discount: number }
export type ChargeOptions = {
  id?: string
  amount?: number
  final?: number
  discount?: number
  method?: string
  currency?: string
  /** How long ago it was scanned and recorded; the last contact is as old unless `offsetAgeS` says otherwise. */
  agoMs?: number
  scannedAgoMs?: number
  retryOf?: string
  withoutCode?: boolean
  fields?: Record<string, unknown>
}

/** A terminal's log as the protocol has it: gapless, chained, signed with the device's key; in memory, for tests of the server. */
export class Till {
  readonly device: Device
  seq = 0
  prev = FIRST_PREV
  private token: string | undefined

  constructor(device: Device) {
    this.device = device
  }

  /** Makes the next entry of any kind. */
  async make(kind: string, fields: Record<string, unknown>, { agoMs = 0, code }: { agoMs?: number; code?: string } = {}): Promise<Made> {
    const at = new Date(Date.now() - agoMs).toISOString()
    const body = JSON.stringify({
      v: 1,
      kind,
      id: uuidv7(),
      terminalId: this.device.terminalId,
      epoch: this.device.epoch,
      seq: this.seq + 1,
      prev: this.prev,
      recordedAt: at,
      clock: { device: at, offsetMs: 0, offsetAgeS: 60, boot: uuidv7() },
      cashierId: this.device.merchant.cashierId,
      policyRev: 1,
      app: 'test 1.0.0',
      ...fields,
    })
    const made = await signEntry(body, this.device, code)
    this.seq += 1
    this.prev = made.hash
    return made
  }

  charge(code: ScannedCode, options: ChargeOptions = {}): Promise<Made> {
    const { amount = 100_00, agoMs = 0, discount = code.discount, fields = {} } = options
    const scannedAt = new Date(Date.now() - (options.scannedAgoMs ?? agoMs)).toISOString()
    const final = options.final ?? applyDiscount(amount, discount, 1)
    const charge = {
      ...(options.id !== undefined && { id: options.id }),
      codeHash: code.codeHash,
      scannedAt,
      amount,
      currency: options.currency ?? 'TWD',
      method: options.method ?? 'balance',
      quoted: { discount, final },
      ...(options.retryOf !== undefined && { retryOf: options.retryOf }),
      ...fields,
    }
    return this.make('charge', charge, { agoMs, ...(!options.withoutCode && { code: code.code }) })
  }

  void(chargeId: string, fields: Record<string, unknown> = {}, options: { agoMs?: number } = {}): Promise<Made> {
    return this.make('void', { chargeId, reason: 'the member left', ...fields }, options)
  }

  /** Takes an access token now, so that it outlives what happens next. */
  async signIn(): Promise<void> {
    this.token = await this.device.token()
  }

  /** Sends entries and returns their outcomes; throws what is not a 200. */
  async send(server: Pick<TestServer, 'call'>, entries: SentEntry[], { live = false } = {}): Promise<Outcome[]> {
    const answer = await this.post(server, entries, live)
    if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
    return answer.body['results'] as Outcome[]
  }

  /** The same, with whatever answer there is. */
  async post(server: Pick<TestServer, 'call'>, entries: unknown[], live = false): Promise<Answer> {
    this.token ??= await this.device.token()
    const sent = entries.map((entry) => onlySent(entry))
    const headers = live ? { prefer: 'wait=4' } : undefined
    return server.call('/v1/terminal/entries', {
      body: { lastSeq: this.seq, entries: sent },
      token: this.token,
      ...(headers && { headers }),
    })
  }
}

/** Signs a body's text with a device's key. */
export async function signEntry(body: string, device: Device, code?: string): Promise<Made> {
  const hash = Buffer.from(await entryHash(body))
  const { id, seq } = JSON.parse(body) as { id: string; seq: number }
  const sig = sign(null, hash, device.privateKey).toString('base64url')
  return { body, sig, ...(code !== undefined && { code }), id, seq, hash: hash.toString('hex') }
}

export function onlySent(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null || !('sig' in entry)) return entry
  const { id: _id, seq: _seq, hash: _hash, ...sent } = entry as Record<string, unknown>
  return sent
}

/** A live code of a card, as the wallet would show it. */
export async function aCode(server: Pick<TestServer, 'context'>, memberId: string, cardId: string): Promise<ScannedCode> {
  const { codes } = await issueCodes(server.context, memberId, cardId, 1)
  return codes[0]!
}

/** Several codes of a card, all of them alive. */
export function someCodes(server: Pick<TestServer, 'context'>, memberId: string, cardId: string, count: number): Promise<ScannedCode[]> {
  return Promise.all(Array.from({ length: count }, () => aCode(server, memberId, cardId)))
}
