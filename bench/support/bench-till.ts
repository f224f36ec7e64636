import { createHash, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { ASSERTION_TYPE, FIRST_PREV, TOKEN_AUDIENCE, uuidv7 } from '@mps/shared'
import { SignJWT } from 'jose'
import type pg from 'pg'
import { type Prepared, preparedPost } from './http-load.ts'
import type { BenchCode } from './population.ts'

/** A paired terminal of a benchmark: makes signed, chained charges ahead of the run. */
export class BenchTill {
  private seq = 0
  private prev = FIRST_PREV
  private readonly boot = uuidv7()
  private token = ''
  private readonly url: URL
  private readonly terminalId: string
  private readonly cashierId: string
  private readonly key: KeyObject

  private constructor(url: URL, terminalId: string, cashierId: string, key: KeyObject) {
    this.url = url
    this.terminalId = terminalId
    this.cashierId = cashierId
    this.key = key
  }

  static async pair(owner: pg.Pool, url: URL, shop: { merchantId: string; cashierId: string }): Promise<BenchTill> {
    const { rows } = await owner.query<{ id: string }>(`select app.create_terminal($1, 'bench') as id`, [shop.merchantId])
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    await owner.query('insert into app.terminal_epochs (terminal_id, epoch, public_key) values ($1, 1, $2)', [
      rows[0]!.id,
      publicKey.export({ type: 'spki', format: 'der' }).subarray(-32),
    ])
    await owner.query('update app.terminals set current_epoch = 1 where id = $1', [rows[0]!.id])
    return new BenchTill(url, rows[0]!.id, shop.cashierId, privateKey)
  }

  async signIn(): Promise<void> {
    const assertion = await new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: 'EdDSA', kid: '1' })
      .setIssuer(this.terminalId)
      .setSubject(this.terminalId)
      .setAudience(TOKEN_AUDIENCE)
      .setIssuedAt()
      .setExpirationTime('2m')
      .sign(this.key)
    const body = JSON.stringify({ grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: assertion })
    const answer = await fetch(new URL('/v1/terminal/token', this.url), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    })
    const { access_token: token } = (await answer.json()) as { access_token: string }
    this.token = token
  }

  /** One live sale. */
  live(code: BenchCode): Prepared {
    return this.request([this.charge(code, 0)], { Prefer: 'wait=4' })
  }

  /** Batches of sales made without the server a quarter of an hour ago; each says how many there are in all, as a real backlog does. */
  backlog(batches: readonly (readonly BenchCode[])[]): Prepared[] {
    const made = batches.map((codes) => codes.map((code) => this.charge(code, 15 * 60_000)))
    return made.map((entries) => this.request(entries, {}))
  }

  private request(entries: string[], headers: Record<string, string>): Prepared {
    const body = `{"lastSeq":${this.seq},"entries":[${entries.join(',')}]}`
    return {
      bytes: preparedPost(this.url, '/v1/terminal/entries', this.token, body, headers),
      entries: entries.length,
      checkFor: '"settled"',
    }
  }

  private charge({ code, codeHash }: BenchCode, agoMs: number): string {
    const at = new Date(Date.now() - agoMs).toISOString()
    const amount = 100 + (this.seq % 500)
    this.seq++
    const body = JSON.stringify({
      v: 1,
      kind: 'charge',
      id: uuidv7(),
      terminalId: this.terminalId,
      epoch: 1,
      seq: this.seq,
      prev: this.prev,
      recordedAt: at,
      clock: { device: at, offsetMs: 3, offsetAgeS: 60, boot: this.boot },
      cashierId: this.cashierId,
      policyRev: 2,
      app: 'bench',
      codeHash,
      scannedAt: at,
      amount,
      currency: 'TWD',
      method: 'balance',
      quoted: { discount: 1000, final: amount },
    })
    const hash = createHash('sha256').update(`MPS entry\n${body}`).digest()
    this.prev = hash.toString('hex')
    return JSON.stringify({ body, sig: sign(null, hash, this.key).toString('base64url'), code })
  }
}
