import type { z } from 'zod'
import type { ProblemCode } from '../problem.ts'

/**
 * Who may call: `merchant:any` is a manager or a cashier of the merchant, `merchant:manager` a manager only; `account` is any of these or an admin, about
 * their own account.
 */
export const ACTORS = ['public', 'terminal', 'member', 'merchant:any', 'merchant:manager', 'admin', 'account'] as const
export type ActorName = (typeof ACTORS)[number]

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** An answer without a body, such as a 204. */
export const NOTHING = { kind: 'nothing' } as const
/** An answer written bit by bit (an export, server-sent events), of one of some media types. */
export type Streamed = { readonly kind: 'stream'; readonly types: readonly [string, ...string[]] }
export const streamed = (...types: [string, ...string[]]): Streamed => ({ kind: 'stream', types })

export type AnswerShape = z.ZodType | typeof NOTHING | Streamed

/**
 * One endpoint of the HTTP API, declared once: the server's router, the OpenAPI document, the typed client and the authorisation table all come
 * from it.
 */
export type Endpoint = {
  method: Method
  /** From the root, parameters in braces: `/v1/me/cards/{cardId}/codes`. */
  path: `/${string}`
  actor: ActorName | readonly [ActorName, ...ActorName[]]
  /** One line for the reference. */
  summary: string
  description?: string
  /** A parameter of the path that does not parse names nothing: `not_found`. */
  params?: z.ZodObject
  query?: z.ZodObject
  /** A body may be left out where the schema takes `undefined`. */
  body?: z.ZodType
  /** The answers of success by status. One that is not declared fails every test that meets it. */
  answers: Readonly<Record<number, AnswerShape>>
  /** What may go wrong beyond what follows from the declaration (`COMMON_PROBLEMS`). */
  problems?: readonly ProblemCode[]
  /** A write that honours `Idempotency-Key`; with 'required' it is refused without one. What its transaction returns is stored as the answer. */
  idempotent?: true | 'required'
  /** Why a write needs no `Idempotency-Key`: repeating it does no harm, or its answer must not be stored. */
  repeatable?: string
  /** A terminal that was revoked and may drain is let in: what it recorded before must reach the server. */
  drains?: true
  /** The answer has an ETag, and a caller who holds it gets a 304. */
  etag?: true
  /** The largest body, where it is not the usual 100 kB. */
  bodyLimit?: `${number}${'kb' | 'mb'}`
}

/** A declared endpoint: `id` is unique in the API and names the operation in the document and the client. */
export type Declared = Endpoint & { readonly id: string; readonly tag: string }
export type Declarations = Readonly<Record<string, Declared>>

type Named<M, Tag extends string> = { readonly [K in keyof M]: M[K] & { readonly id: K & string; readonly tag: Tag } }

/**
 * Declares the endpoints of one noun. The key is the operation's id, `tag` the heading that the reference lists it under. The noun is then added
 * to `API` (index.ts), and the server implements it:
 *
 *     export const cardApi = declare('Cards', {
 *       freezeCard: { method: 'POST', path: '/v1/admin/cards/{cardId}/freeze', actor: 'admin', summary: 'Freeze a card', params: z.object({ cardId: PathId }),
 *         body: z.strictObject({ reason: plainText(1, 200) }), answers: { 204: NOTHING }, problems: ['state_conflict'], idempotent: true },
 *     })
 *     export const cardRoutes = (): Route[] => implement(cardApi, {
 *       freezeCard: ({ params, body, transact }) => transact(async (client) => void (await client.query('select app.freeze_card($1, $2)', […]))),
 *     })
 */
export function declare<const M extends Record<string, Endpoint>, const Tag extends string>(tag: Tag, endpoints: M): Named<M, Tag> {
  const named = Object.entries(endpoints).map(([id, endpoint]) => [id, { ...endpoint, id, tag }])
  return Object.fromEntries(named) as Named<M, Tag>
}

/** Who may call an endpoint, as a list. */
export function actorsOf({ actor }: Pick<Endpoint, 'actor'>): readonly ActorName[] {
  return typeof actor === 'string' ? [actor] : actor
}

export const isWrite = ({ method }: Pick<Endpoint, 'method'>): boolean => method !== 'GET'

/** The names of a path's parameters, in order. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
}

/** The problems that follow from what an endpoint declares: its own and those of every request of its kind. */
export function problemsOf(endpoint: Endpoint): ProblemCode[] {
  const actors = actorsOf(endpoint)
  const takesInput = endpoint.query !== undefined || isWrite(endpoint)
  const codes: ProblemCode[] = ['internal_error', 'database_unavailable', 'draining', 'too_many_requests', ...(endpoint.problems ?? [])]
  if (!actors.includes('public')) codes.push('unauthenticated', 'token_expired')
  if (actors.includes('terminal')) codes.push('terminal_revoked')
  if (actors.includes('merchant:manager')) codes.push('forbidden')
  if (actors.includes('terminal')) codes.push('terminal_revoked')
  if (endpoint.params) codes.push('not_found')
  if (takesInput) codes.push('validation_failed')
  if (isWrite(endpoint)) codes.push('malformed_json', 'body_too_large', 'unsupported_media_type')
  if (endpoint.idempotent) codes.push('idempotency_in_progress', 'idempotency_key_reused', 'idempotency_key_malformed')
  if (endpoint.idempotent === 'required') codes.push('idempotency_key_missing')
  return [...new Set(codes)]
}
