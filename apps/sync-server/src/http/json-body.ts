import type { IncomingMessage, ServerResponse } from 'node:http'
import express, { type RequestHandler } from 'express'
import { ProblemError } from '../problem.ts'

const MAX_DEPTH = 32
const QUOTE = 0x22
const BACKSLASH = 0x5c
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d]

/** How deep brackets nest outside strings. It looks at every byte of every request, so it compares and looks nothing up. */
function depthOf(bytes: Buffer): number {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) inString = !inString
    else if (inString) {
      if (byte === BACKSLASH) i++
    } else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) {
      if (++depth > deepest) deepest = depth
    } else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) depth--
  }
  return deepest
}

// Whatever walks a parsed body later may recurse; nothing of ours nests deeper than a handful.
function refuseDeepNesting(_req: IncomingMessage, _res: ServerResponse, bytes: Buffer): void {
  if (depthOf(bytes) > MAX_DEPTH) throw new ProblemError('malformed_json', { detail: `Nested deeper than ${MAX_DEPTH} levels` })
}

/** The parser takes UTF-7 and UTF-16 for JSON as well; the standard knows UTF-8 alone (RFC 8259, section 8.1). */
const JSON_TYPE = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i

const refuseOtherTypes: RequestHandler = (req, _res, next) => {
  const type = req.headers['content-type']
  if (type !== undefined) {
    if (!JSON_TYPE.test(type.trim())) throw new ProblemError('unsupported_media_type')
    return next()
  }
  // A POST without a body says "Content-Length: 0", and has no type to be wrong about unless it names one.
  if (req.headers['content-length'] !== '0' && req.is('application/json') === false) throw new ProblemError('unsupported_media_type')
  next()
}

/** Parses a JSON body up to `limit`; other media types are refused. A body parsed by an earlier, larger parser is left alone. */
export function jsonBody(limit: string): RequestHandler[] {
  return [refuseOtherTypes, express.json({ limit, verify: refuseDeepNesting })]
}
