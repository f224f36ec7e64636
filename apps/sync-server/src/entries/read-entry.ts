import { hash } from 'node:crypto'
import { EntryBody, entryHashInput, MAX_BODY_BYTES, type RejectionCode, SentEntry } from '@mps/shared'

/** An entry whose form is right and whose code, where it came along, is the one its body names. Nothing of it is believed yet. */
export type ReceivedEntry = {
  /** Its place in the request. */
  index: number
  body: EntryBody
  bodyBytes: Buffer
  hash: Buffer
  prevHash: Buffer
  signature: Buffer
  code: string | null
}

export type Refusal = { index: number; id: string | null; code: RejectionCode; detail?: string }

/** Reads one element of a request. A fault is this entry's own and harms no other. */
export function readEntry(element: unknown, index: number): ReceivedEntry | Refusal {
  const sent = SentEntry.safeParse(element)
  if (!sent.success) return { index, id: null, code: 'malformed_entry', detail: firstFault(sent.error) }
  const parsed = parseJson(sent.data.body)
  const body = EntryBody.safeParse(parsed)
  if (!body.success) return { index, id: claimedId(parsed), code: 'malformed_entry', detail: firstFault(body.error) }
  const { id } = body.data
  const bodyBytes = Buffer.from(sent.data.body, 'utf8')
  if (bodyBytes.length > MAX_BODY_BYTES) return { index, id, code: 'malformed_entry', detail: 'body: too large' }
  const code = sent.data.code ?? null
  if (code !== null && (!('codeHash' in body.data) || hash('sha256', code) !== body.data.codeHash)) {
    return { index, id, code: 'malformed_entry', detail: 'code: not the one the body names' }
  }
  return {
    index,
    body: body.data,
    bodyBytes,
    hash: hash('sha256', entryHashInput(sent.data.body), 'buffer'),
    prevHash: Buffer.from(body.data.prev, 'hex'),
    // SentEntry has checked that these are 64 bytes in their one spelling.
    signature: Buffer.from(sent.data.sig, 'base64url'),
    code,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The id that a damaged body claims, so that its terminal can tell which entry was refused. */
function claimedId(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('id' in body)) return null
  return typeof body.id === 'string' && /^[0-9a-f-]{36}$/.test(body.id) ? body.id : null
}

function firstFault(error: { issues: readonly { path: PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0]
  return issue ? `${issue.path.map(String).join('.') || 'entry'}: ${issue.message}` : 'not an entry'
}
