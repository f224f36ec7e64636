import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  entryHashInput,
  EntryBody,
  type EntryOutcome,
  type FinalOutcome,
  FIRST_PREV,
  HeartbeatRequest,
  PairRequest,
  SendEntriesRequest,
  SentEntry,
  type TerminalConfig,
  uuidv7,
} from '@mps/shared'

const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/** What the server holds; a copy of it is a backup, and putting one back is a restore. */
type Ledger = {
  ledgerId: string
  ledgerSince: string
  held: Map<string, { id: string; seq: number; epoch: number; hash: string; outcome: FinalOutcome }>
  bySeq: Map<string, string>
  voided: Set<string>
  outcomes: FinalOutcome[]
}

/** What the server thinks of a charge; `null` settles it. Amounts choose it, so that a test needs no other lever. */
export const DECLINED_AMOUNT = 666_00
export const REJECTED_AMOUNT = 555_00

/**
 * The protocol as a server has to speak it, in memory, for tests of the terminal's log: signatures and chains are verified, keys are
 * idempotent with the hash as fingerprint, outcomes are numbered. Money, cards and codes are the real server's business.
 */
export class HonestServer {
  ledger: Ledger = emptyLedger()
  config: TerminalConfig
  readonly terminalId = uuidv7()
  readonly keys = new Map<number, KeyObject>()
  /** Anything that a terminal must never do: a fork, a wrong link, another body under a key. */
  readonly complaints: string[] = []
  /** Charges that were settled, each time they were: twice is the fault that everything here is about. */
  readonly settlements: string[] = []
  readonly seen: { live: number; backlog: number; heartbeats: HeartbeatRequest[] } = { live: 0, backlog: 0, heartbeats: [] }
  timeOffsetMs = 0
  tokenLifeS = 900
  rejectWhile = true
  #server = createServer((req, res) => void this.#serve(req, res))
  #tokens = new Set<string>()
  #port = 0

  constructor(config: Partial<TerminalConfig['policy']> = {}) {
    this.config = aConfig(this.terminalId, config)
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }

  /** Forgets every access token, as a server with other keys would. */
  dropTokens(): void {
    this.#tokens.clear()
  }

  backup(): Ledger {
    return structuredClone(this.ledger)
  }

  restore(backup: Ledger, ledgerId = uuidv7()): void {
    this.ledger = { ...structuredClone(backup), ledgerId, ledgerSince: this.#now() }
  }

  heldSeq(epoch: number): number {
    let seq = 0
    while (this.ledger.bySeq.has(`${epoch}/${seq + 1}`)) seq += 1
    return seq
  }

  #now(): string {
    return new Date(Date.now() + this.timeOffsetMs).toISOString()
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const text = Buffer.concat(await req.toArray()).toString()
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://server')
    const body: unknown = text === '' ? null : JSON.parse(text)
    const isOpen = pathname === '/v1/terminal/pair' || pathname === '/v1/terminal/token'
    if (!isOpen && !this.#tokens.has(req.headers.authorization ?? '')) return this.#problem(res, 401, 'token_expired')
    switch (pathname) {
      case '/v1/terminal/pair':
        return this.#json(res, this.#pair(PairRequest.parse(body)), 201)
      case '/v1/terminal/token':
        return this.#json(res, this.#token())
      case '/v1/terminal/config':
        return this.#sendConfig(req, res)
      case '/v1/terminal/heartbeat':
        return this.#json(res, this.#heartbeat(HeartbeatRequest.parse(body)))
      case '/v1/terminal/outcomes':
        return this.#json(res, this.#outcomes(Number(searchParams.get('after') ?? 0)))
      case '/v1/terminal/events':
        // It has no news: terminals must find out by asking. The real server's stream has its own spec.
        return this.#problem(res, 404, 'not_found')
      default:
        if (req.headers.prefer === 'wait=4') this.seen.live += 1
        else this.seen.backlog += 1
        return this.#json(res, this.#receive(SendEntriesRequest.parse(body)))
    }
  }

  #json(res: ServerResponse, value: object, status = 200): void {
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }

  #problem(res: ServerResponse, status: number, code: string): void {
    const problem = { type: 'about:blank', title: code, status, code, requestId: 'test' }
    res.writeHead(status, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem))
  }

  #pair({ publicKey }: PairRequest) {
    const epoch = this.keys.size + 1
    const key = Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey, 'base64url')])
    this.keys.set(epoch, createPublicKey({ key, format: 'der', type: 'spki' }))
    return { terminalId: this.terminalId, epoch, label: 'Till 1', merchantName: 'Demo', serverTime: this.#now() }
  }

  #token() {
    const access_token = uuidv7()
    this.#tokens.add(`Bearer ${access_token}`)
    return { access_token, token_type: 'Bearer', expires_in: this.tokenLifeS, serverTime: this.#now() }
  }

  #sendConfig(req: IncomingMessage, res: ServerResponse): void {
    const etag = `"${this.config.revision}"`
    if (req.headers['if-none-match'] === etag) return void res.writeHead(304, { etag }).end()
    res.writeHead(200, { etag, 'content-type': 'application/json' }).end(JSON.stringify(this.config))
  }

  #stamp() {
    return { ledgerId: this.ledger.ledgerId, ledgerSince: this.ledger.ledgerSince, serverTime: this.#now() }
  }

  #heartbeat(request: HeartbeatRequest) {
    this.seen.heartbeats.push(request)
    const { revision: configRevision, minApp } = this.config
    return { ...this.#stamp(), heldSeq: this.heldSeq(request.epoch), lastOutcomeNo: this.ledger.outcomes.length, configRevision, minApp }
  }

  #outcomes(after: number) {
    const outcomes = this.ledger.outcomes.filter(({ outcomeNo }) => outcomeNo > after).slice(0, 500)
    return { ...this.#stamp(), outcomes, lastOutcomeNo: this.ledger.outcomes.length }
  }

  #receive({ entries }: SendEntriesRequest) {
    return { ...this.#stamp(), results: entries.map((entry) => this.#judge(entry)) }
  }

  #judge(value: unknown): EntryOutcome {
    const sent = SentEntry.safeParse(value)
    const body = sent.success ? EntryBody.safeParse(JSON.parse(sent.data.body)) : null
    if (!sent.success || !body?.success) return { id: null, state: 'rejected', code: 'malformed_entry', retryable: false }
    const entry = body.data
    const hash = createHash('sha256').update(entryHashInput(sent.data.body)).digest()
    const key = this.keys.get(entry.epoch)
    if (!key || !verify(null, hash, key, Buffer.from(sent.data.sig, 'base64url'))) return this.#complain(entry.id, 'bad_signature')
    const hex = hash.toString('hex')
    const held = this.ledger.held.get(entry.id)
    if (held && held.hash !== hex) return this.#complain(entry.id, 'idempotency_key_reused')
    if (held) return { ...held.outcome, replayed: true }
    const place = `${entry.epoch}/${entry.seq}`
    if (this.ledger.bySeq.has(place)) return this.#complain(entry.id, 'sequence_fork')
    const before = entry.seq === 1 ? FIRST_PREV : this.ledger.bySeq.get(`${entry.epoch}/${entry.seq - 1}`)
    if (before !== undefined && before !== entry.prev) return this.#complain(entry.id, 'broken_chain')
    if (this.rejectWhile && entry.kind === 'charge' && entry.amount === REJECTED_AMOUNT) {
      return { id: entry.id, state: 'rejected', code: 'clock_untrusted', retryable: true }
    }
    return this.#settle(entry, hex, place)
  }

  #complain(id: string, code: 'bad_signature' | 'idempotency_key_reused' | 'sequence_fork' | 'broken_chain'): EntryOutcome {
    this.complaints.push(`${code} ${id}`)
    return { id, state: 'rejected', code, retryable: false }
  }

  #settle(entry: EntryBody, hash: string, place: string): FinalOutcome {
    const outcome = this.#decide(entry)
    this.ledger.outcomes.push(outcome)
    this.ledger.held.set(entry.id, { id: entry.id, seq: entry.seq, epoch: entry.epoch, hash, outcome })
    this.ledger.bySeq.set(place, hash)
    return outcome
  }

  #decide(entry: EntryBody): FinalOutcome {
    const common = { id: entry.id, outcomeNo: this.ledger.outcomes.length + 1, settledAt: this.#now() }
    if (entry.kind === 'void') {
      const charge = this.ledger.held.get(entry.chargeId)
      if (!charge) this.ledger.voided.add(entry.chargeId)
      const effect = !charge ? 'voided' : charge.outcome.state === 'settled' ? 'refunded' : 'nothing_to_void'
      return { ...common, state: 'recorded', effect }
    }
    if (entry.kind !== 'charge') return { ...common, state: 'recorded' }
    if (this.ledger.voided.has(entry.id)) return { ...common, state: 'voided' }
    if (entry.amount === DECLINED_AMOUNT) return { ...common, state: 'declined', code: 'insufficient_balance', next: 'pay_otherwise' }
    this.settlements.push(entry.id)
    const { discount, final } = entry.quoted
    return { ...common, state: 'settled', txNo: `T${common.outcomeNo}`, discount, final, points: Math.floor(final / 100) }
  }
}

function emptyLedger(): Ledger {
  return { ledgerId: uuidv7(), ledgerSince: new Date().toISOString(), held: new Map(), bySeq: new Map(), voided: new Set(), outcomes: [] }
}

function aConfig(terminalId: string, policy: Partial<TerminalConfig['policy']>): TerminalConfig {
  return {
    revision: '1',
    terminal: { id: terminalId, label: 'Till 1' },
    merchant: { id: uuidv7(), code: 'demo', name: 'Demo', timeZone: 'Asia/Taipei' },
    currency: 'TWD',
    roundingStep: 1,
    policy: {
      revision: 1,
      minCharge: 1,
      maxCharge: 10_000_00,
      offlineAllowed: true,
      offlineMaxPerCharge: 2_000_00,
      offlineMaxPerCard: 100_000_000_00,
      offlineMaxSum: 100_000_000_00,
      offlineMaxCount: 1_000_000,
      offlineChargingHours: 72,
      offlineApprovalAbove: 5_000_00,
      ...policy,
    },
    codeKeys: [],
    revokedCodes: [],
    roster: [],
    levels: [],
    codeUses: 'one',
    minApp: '1.0.0',
  }
}
