import type { AnswerShape, Endpoint, NOTHING, Streamed } from '@mps/shared/api'
import type { z } from 'zod'

/** JSON text that is sent as it is: outcomes that the database stores as text would only cost time to parse and write again. */
export class RawJson {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Writes one piece; resolves when the caller can take more, rejects when the caller has gone. */
export type Send = (chunk: string | Uint8Array) => Promise<void>
export type WriteStream = (send: Send, gone: AbortSignal) => Promise<void>

/** An answer written bit by bit. A fault before the first piece is a problem document, one after it breaks the connection off. */
export class StreamAnswer {
  readonly type: string
  readonly write: WriteStream
  readonly filename: string | undefined
  constructor(type: string, write: WriteStream, filename?: string) {
    this.type = type
    this.write = write
    this.filename = filename
  }
}

export type AnswerHeaders = { etag?: string; location?: string }

/** An answer with its status, for endpoints that have several, or with headers. */
export class Answer<Status extends number, Body> {
  readonly status: Status
  readonly body: Body
  readonly headers: AnswerHeaders
  constructor(status: Status, body: Body, headers: AnswerHeaders = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** `return answer(201, card, { location: … })` */
export function answer<const Status extends number, Body>(status: Status, body: Body, headers?: AnswerHeaders): Answer<Status, Body> {
  return new Answer(status, body, headers)
}

/** `return stream('text/csv', async (send) => { … await send(line) })`; with a file name the browser offers to save it. */
export function stream(type: string, write: WriteStream, filename?: string): StreamAnswer {
  return new StreamAnswer(type, write, filename)
}

type BodyOf<A extends AnswerShape> = A extends z.ZodType
  ? z.input<A> | RawJson
  : A extends Streamed
    ? StreamAnswer
    : A extends typeof NOTHING
      ? undefined | void
      : never

type IsUnion<T, U = T> = T extends unknown ? ([U] extends [T] ? false : true) : never
type Answers<E extends Endpoint> = { [S in keyof E['answers'] & number]: BodyOf<E['answers'][S]> }

/** What a handler returns: the body where the endpoint has one answer, or `answer(status, body)`. */
export type Result<E extends Endpoint> =
  | { [S in keyof E['answers'] & number]: Answer<S, Answers<E>[S]> }[keyof E['answers'] & number]
  | (true extends IsUnion<keyof E['answers']> ? never : Answers<E>[keyof E['answers'] & number])
