import type { z } from 'zod'
import type { AnswerShape, Endpoint, NOTHING, Streamed } from './endpoint.ts'

/** Nothing to give: intersected with what there is, it adds no field. */
type Without = unknown
type IfDeclared<S, Then> = S extends z.ZodType ? Then : Without

/** A part of a request as the handler reads it. */
export type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined
/** A part of a request as a caller writes it. */
export type Given<S> = S extends z.ZodType ? z.input<S> : undefined

/** The body of an answer as a caller reads it. */
export type AnswerBody<A extends AnswerShape | undefined> = A extends z.ZodType
  ? z.output<A>
  : A extends Streamed
    ? ReadableStream<Uint8Array>
    : A extends typeof NOTHING
      ? undefined
      : never

/** Every body that a success of this endpoint may have. */
export type SuccessBody<E extends Endpoint> = {
  [S in keyof E['answers']]: E['answers'][S] extends infer A extends AnswerShape ? AnswerBody<A> : never
}[keyof E['answers']]

/** What a caller must give for one call. */
export type CallInput<E extends Endpoint> = IfDeclared<E['params'], { params: Given<E['params']> }> &
  QueryInput<E['query']> &
  BodyInput<E['body']>

type QueryInput<S> = S extends z.ZodType
  ? Partial<z.input<S>> extends z.input<S>
    ? { query?: z.input<S> }
    : { query: z.input<S> }
  : Without
type BodyInput<S> = S extends z.ZodType ? (undefined extends z.input<S> ? { body?: z.input<S> } : { body: z.input<S> }) : Without
