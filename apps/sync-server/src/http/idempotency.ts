import { createHash } from 'node:crypto'
import type { Declared } from '@mps/shared/api'
import type { Request } from 'express'
import type { Work } from '../db/transactions.ts'
import { ProblemError } from '../problem.ts'
import type { RenderedAnswer } from './send-answer.ts'

const KEY = /^[\x21-\x7e]{8,200}$/

/** A request under an Idempotency-Key: the key, and what tells this request from another. */
export type KeyedRequest = { key: string; hash: Buffer; operation: string }

/** Reads the `Idempotency-Key` of a write (IETF draft-ietf-httpapi-idempotency-key-header); null where there is none and none is needed. */
export function keyedRequest(endpoint: Declared, req: Request): KeyedRequest | null {
  const header = req.get('idempotency-key')
  if (header === undefined) {
    if (endpoint.idempotent === 'required') throw new ProblemError('idempotency_key_missing')
    return null
  }
  // The draft writes it as a quoted string; most clients send it bare.
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header
  if (!KEY.test(key)) throw new ProblemError('idempotency_key_malformed')
  const hash = createHash('sha256')
    .update(`${endpoint.id}\n${req.originalUrl}\n${canonicalJson(req.body)}`)
    .digest()
  return { key, hash, operation: endpoint.id }
}

/** JSON with its keys in order, so that a request made anew from the same values is the same request. */
function canonicalJson(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      inner !== null && typeof inner === 'object' && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  )
}

/** Thrown out of a transaction whose request was answered before: the stored answer is the answer. */
export class ReplayedAnswer extends Error {
  readonly rendered: RenderedAnswer
  constructor(rendered: RenderedAnswer) {
    super('This request has been answered before')
    this.name = 'ReplayedAnswer'
    this.rendered = rendered
  }
}

type Begun = { verdict: 'new' | 'running' | 'other' | 'replay'; status: number; headers: Record<string, string>; body: string }

/**
 * Work that is done once per key. The key is held and the answer stored in the work's own transaction: after a crash either both are there or
 * neither, and no half-done request has to be waited for.
 */
export function once<T>({ key, hash, operation }: KeyedRequest, render: (result: T) => RenderedAnswer, work: Work<T>): Work<T> {
  return async (client) => {
    const { rows } = await client.query<Begun>('select * from sec.begin_request($1, $2)', [key, hash])
    const begun = rows[0]
    if (begun?.verdict === 'running') throw new ProblemError('idempotency_in_progress', { retryAfterS: 1 })
    if (begun?.verdict === 'other') throw new ProblemError('idempotency_key_reused')
    if (begun?.verdict === 'replay') throw new ReplayedAnswer(begun)
    const result = await work(client)
    const { status, headers, body } = render(result)
    await client.query('select sec.finish_request($1, $2, $3, $4, $5, $6)', [key, operation, hash, status, JSON.stringify(headers), body])
    return result
  }
}

/** Refusals that the same request would meet again belong to the key; those that pass (sign in, wait, try again) do not. */
export function isFinalRefusal({ code, status }: { code: string; status: number }): boolean {
  return status >= 400 && status < 500 && ![401, 408, 429].includes(status) && !code.startsWith('idempotency_')
}
