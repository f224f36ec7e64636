import type { Declarations, Declared, Endpoint } from '@mps/shared/api'
import type { Parsed } from '@mps/shared/api/types'
import type { Request, RequestHandler } from 'express'
import type { Work } from '../db/transactions.ts'
import type { Actor, ActorOf } from './actor.ts'
import type { Result } from './answer.ts'

/** Opens one transaction as the actor. Where the endpoint is idempotent, what the work returns is the answer, stored with the work. */
export type Transact<E extends Endpoint> = E extends { idempotent: true | 'required' }
  ? (work: Work<Result<E>>) => Promise<Result<E>>
  : <T>(work: Work<T>) => Promise<T>

/** What a handler gets: input that has been parsed, and who sends it. */
export type ApiRequest<E extends Endpoint> = {
  actor: ActorOf<E['actor']>
  params: Parsed<E['params']>
  query: Parsed<E['query']>
  body: Parsed<E['body']>
  transact: Transact<E>
  /** The request beneath, for headers and the address. */
  http: Request
}

export type Handler<E extends Endpoint> = (request: ApiRequest<E>) => Promise<Result<E>> | Result<E>

/** A handler with middleware of its own between the door and the reading of input, such as a rate limit. */
export type Guarded<E extends Endpoint> = { before: RequestHandler[]; handle: Handler<E> }

export type Handlers<D extends Declarations> = { [K in keyof D]: Handler<D[K]> | Guarded<D[K]> }

/** A handler whose endpoint's types have been checked and are no longer needed. */
export type AnyRequest = {
  actor: Actor
  params: unknown
  query: unknown
  body: unknown
  transact: (work: Work<unknown>) => Promise<unknown>
  http: Request
}
export type Route = { endpoint: Declared; before: RequestHandler[]; handle: (request: AnyRequest) => unknown }

/** Joins declarations with what they do: `implement(cardApi, { freezeCard: ({ params, transact }) => transact(…) })`. */
export function implement<D extends Declarations>(declarations: D, handlers: Handlers<D>): Route[] {
  return Object.entries(declarations).map(([id, endpoint]) => {
    const given = handlers[id as keyof D]
    const { before, handle } = typeof given === 'function' ? { before: [], handle: given } : given
    // Handlers<D> has matched each handler with its own endpoint; apiRouter gives it what that endpoint declares.
    return { endpoint, before, handle: handle as unknown as Route['handle'] }
  })
}
