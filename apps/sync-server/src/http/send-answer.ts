import { once as emitted } from 'node:events'
import type { Declared } from '@mps/shared/api'
import type { Request, Response } from 'express'
import { Answer, type AnswerHeaders, RawJson, type Send, type StreamAnswer } from './answer.ts'

/** An answer as text, as it is sent and stored. */
export type RenderedAnswer = { status: number; headers: Record<string, string>; body: string }

/** What a handler returned, with its status. A handler of one answer returns the bare body. */
export function statedAnswer(endpoint: Declared, result: unknown): Answer<number, unknown> {
  return result instanceof Answer ? result : new Answer(soleStatus(endpoint), result)
}

function soleStatus({ id, answers }: Declared): number {
  const [status, ...others] = Object.keys(answers)
  if (status === undefined || others.length > 0) throw new Error(`${id} has several answers: its handler must say which with answer()`)
  return Number(status)
}

export function renderAnswer({ status, body, headers }: Answer<number, unknown>): RenderedAnswer {
  const text = body === undefined ? '' : body instanceof RawJson ? body.text : JSON.stringify(body)
  return { status, headers: httpHeaders(headers), body: text }
}

function httpHeaders({ etag, location }: AnswerHeaders): Record<string, string> {
  return { ...(etag !== undefined && { ETag: `"${etag}"` }), ...(location !== undefined && { Location: location }) }
}

/** Sends an answer; a caller who holds this version of it already gets a 304. */
export function sendRendered(req: Request, res: Response, { status, headers, body }: RenderedAnswer, type = 'application/json'): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  const etag = headers['ETag']
  if (etag !== undefined && req.method !== 'POST') {
    // The caller keeps it and asks each time whether it has changed.
    res.setHeader('Cache-Control', 'private, no-cache')
    if (isHeld(req.get('if-none-match'), etag)) return void res.status(304).end()
  }
  res.status(status)
  if (body === '') return void res.end()
  // As res.send() does for a text, without its looking for what else it could be.
  res.setHeader('Content-Type', `${type}; charset=utf-8`)
  res.setHeader('Content-Length', Buffer.byteLength(body))
  res.end(body)
}

/**
 * Whether the caller names this version. Express's own check takes "Cache-Control: no-cache" for a wish to be sent the whole again, and
 * that is what every browser's fetch adds to an If-None-Match.
 */
function isHeld(ifNoneMatch: string | undefined, etag: string): boolean {
  const held = (ifNoneMatch ?? '').split(',').map((part) => part.trim().replace(/^W\//, ''))
  return held.includes(etag)
}

/** Writes a streamed answer. Headers go out with the first piece, so that a fault before it can still be told. */
export async function sendStream(res: Response, status: number, { type, filename, write }: StreamAnswer): Promise<void> {
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  const begin = () => {
    if (res.headersSent) return
    res.status(status).type(type)
    if (filename !== undefined) res.attachment(filename).type(type)
    // A proxy that collects an answer before it passes it on would make events late.
    if (type === 'text/event-stream') res.setHeader('X-Accel-Buffering', 'no')
    res.flushHeaders()
  }
  const send: Send = async (chunk) => {
    gone.signal.throwIfAborted()
    begin()
    if (!res.write(chunk)) await emitted(res, 'drain', { signal: gone.signal })
  }
  try {
    await write(send, gone.signal)
    begin()
    res.end()
  } catch (error) {
    // Nobody is left to be told.
    if (!gone.signal.aborted) throw error
  }
}
