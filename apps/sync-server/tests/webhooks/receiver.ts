import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebhookPayload } from '@mps/shared/api'
import type { z } from 'zod'

export type Received = { headers: IncomingHttpHeaders; text: string; payload: z.infer<typeof WebhookPayload> }

/** A receiver of webhooks as a merchant would run one. It answers what `next` says, or 204. */
export async function startReceiver() {
  const received: Received[] = []
  const next: number[] = []
  const server = createServer((req, res) => {
    const chunks: Buffer[] = []
    req.on('data', (chunk: Buffer) => chunks.push(chunk))
    req.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      received.push({ headers: req.headers, text, payload: WebhookPayload.parse(JSON.parse(text)) })
      res.writeHead(next.shift() ?? 204, { location: 'http://127.0.0.1:1/' }).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  const stop = () => new Promise((resolve) => server.close(resolve))
  return { url, received, next, stop }
}

/** The signature as the receiver makes it from the secret that it was given (standardwebhooks.com). */
export function expectedSignature(secret: string, { headers, text }: Received): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${text}`
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
}
