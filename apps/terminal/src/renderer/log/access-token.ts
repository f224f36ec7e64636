import { bytesToBase64url, TOKEN_AUDIENCE, uuidv7 } from '@mps/shared'
import type { DeviceClock } from './clock.ts'
import type { DeviceIdentity, IdentityPort } from './ports.ts'
import type { Answer, SyncPort } from './sync-port.ts'

const ASSERTION_LIFE_S = 120
/** Renewed this long before it ends, so that no call starts with a token about to expire. */
const RENEW_BEFORE_MS = 60_000

const encoder = new TextEncoder()

/** A client assertion (RFC 7523): a short-lived JWT that only this device's key can sign. */
export async function clientAssertion(
  identity: DeviceIdentity,
  nowMs: number,
  sign: (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  const iat = Math.floor(nowMs / 1000)
  const header = { alg: 'EdDSA', typ: 'JWT', kid: String(identity.epoch) }
  const claims = {
    iss: identity.terminalId,
    sub: identity.terminalId,
    aud: TOKEN_AUDIENCE,
    jti: uuidv7(nowMs),
    iat,
    exp: iat + ASSERTION_LIFE_S,
  }
  const signed = [header, claims].map((part) => bytesToBase64url(encoder.encode(JSON.stringify(part)))).join('.')
  return `${signed}.${bytesToBase64url(await sign(encoder.encode(signed)))}`
}

/** Holds the access token and renews it: near its end, and once when the server refuses it. */
export class AccessTokens {
  readonly #sync: SyncPort
  readonly #port: IdentityPort
  readonly #clock: () => DeviceClock
  readonly #noteRevoked: () => void
  #identity: DeviceIdentity | null = null
  #token: { text: string; endsMs: number } | null = null
  #renewal: Promise<Answer<string>> | null = null

  constructor(sync: SyncPort, port: IdentityPort, clock: () => DeviceClock, noteRevoked: () => void = () => undefined) {
    this.#sync = sync
    this.#port = port
    this.#clock = clock
    this.#noteRevoked = noteRevoked
  }

  /** Whose tokens are fetched from now on. */
  use(identity: DeviceIdentity | null): void {
    this.#identity = identity
    this.#token = null
    this.#renewal = null
  }

  /** Makes a call with a valid token; a refused token is renewed and the call made once more. */
  async call<T>(make: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const answer = await this.#call(make)
    if (!answer.ok && answer.failure === 'terminal_revoked') this.#noteRevoked()
    return answer
  }

  async #call<T>(make: (token: string) => Promise<Answer<T>>): Promise<Answer<T>> {
    const first = await this.#current()
    if (!first.ok) return first
    const answer = await make(first.value)
    if (answer.ok || answer.failure !== 'unauthenticated') return answer
    if (this.#token?.text === first.value) this.#token = null
    const second = await this.#current()
    return second.ok ? make(second.value) : second
  }

  #current(): Promise<Answer<string>> {
    if (this.#token && performance.now() < this.#token.endsMs) {
      return Promise.resolve({ ok: true, value: this.#token.text, times: { sentMs: 0, receivedMs: 0 } })
    }
    this.#renewal ??= this.#renew().finally(() => (this.#renewal = null))
    return this.#renewal
  }

  async #renew(): Promise<Answer<string>> {
    const identity = this.#identity
    if (!identity) return { ok: false, failure: 'unauthenticated', retryAfterMs: null, problem: null, date: null }
    let answer = await this.#ask(identity, this.#clock().nowMs())
    // A wrong device clock makes the assertion look expired; the answer's date says what time it is at the server.
    if (!answer.ok && answer.failure === 'unauthenticated' && answer.date !== null) {
      answer = await this.#ask(identity, Date.parse(answer.date))
    }
    if (!answer.ok) return answer
    if (identity !== this.#identity) return { ok: false, failure: 'unauthenticated', retryAfterMs: null, problem: null, date: null }
    const { access_token: text, expires_in: lifeS } = answer.value
    const renewBeforeMs = Math.min(RENEW_BEFORE_MS, lifeS * 500)
    this.#token = { text, endsMs: answer.times.sentMs + lifeS * 1000 - renewBeforeMs }
    return { ok: true, value: text, times: answer.times }
  }

  async #ask(identity: DeviceIdentity, nowMs: number) {
    return this.#sync.token(await clientAssertion(identity, nowMs, (bytes) => this.#port.sign(bytes)))
  }
}
