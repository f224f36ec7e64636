import { createHmac, timingSafeEqual } from 'node:crypto'
import { ProviderEvent } from '@mps/shared'
import { ProblemError } from '../problem.ts'
import type { SignedMessage } from './payment-provider.ts'

export const SIGNATURE_HEADER = 'MPS-Signature'
/** A message older or newer than this is refused, so that one that was overheard is of use for minutes only; its event id makes it harmless then. */
const TOLERANCE_S = 300

/** The header's text: `t=<seconds>,v1=<hex HMAC-SHA256 of "t.body">`, the form that payment providers use. */
export function signatureOf(secret: Buffer, body: Buffer, nowMs: number): string {
  const t = Math.floor(nowMs / 1000)
  return `t=${t},v1=${macOf(secret, t, body).toString('hex')}`
}

/** Reads an event whose signature and time are right. @throws ProblemError webhook_signature_invalid; ZodError for a body of another form */
export function readSignedEvent(secret: Buffer, { body, header, nowMs }: SignedMessage): ProviderEvent {
  const match = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header(SIGNATURE_HEADER) ?? '')
  const [t, mac] = [Number(match?.[1]), Buffer.from(match?.[2] ?? '', 'hex')]
  const isGenuine = match !== null && timingSafeEqual(mac, macOf(secret, t, body))
  if (!isGenuine || Math.abs(nowMs / 1000 - t) > TOLERANCE_S) throw new ProblemError('webhook_signature_invalid')
  return ProviderEvent.parse(jsonOf(body))
}

function macOf(secret: Buffer, t: number, body: Buffer): Buffer {
  return createHmac('sha256', secret).update(`${t}.`).update(body).digest()
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new ProblemError('malformed_json')
  }
}
