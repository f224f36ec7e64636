import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { setTimeout as sleep } from 'node:timers/promises'

const EVENTS = '/v1/terminal/events'

/** What the network does to a request. */
export type Fault =
  | { kind: 'drop_before' } // the request never arrives
  | { kind: 'drop_after' } // handled, and the reply is lost
  | { kind: 'delay'; ms: number } // handled at once, answered late
  | { kind: 'duplicate' } // arrives twice, at the same time
  | { kind: 'truncate' } // the reply ends in the middle, as if whole
  | { kind: 'reset' } // the connection is reset in the middle of the reply
  | { kind: 'replace'; status: number; headers?: Record<string, string>; body: string; alsoForward?: boolean }
  | { kind: 'rewrite'; change: (body: string) => string }

/** `applies` narrows a fault to some requests by their body. */
type Planned = { path: RegExp; fault: Fault; times: number; fired: number; applies?: (body: string) => boolean }
type Reply = { status: number; headers: Record<string, string>; body: Buffer }

/** A static server for the test page and, for `/v1`, a proxy that can fail like a network. */
export type Front = {
  url: string
  /** Where `/v1` goes; null is a server that does not exist. */
  backend: string | null
  /** Applies a fault to the next requests of that path. */
  plan(path: RegExp, fault: Fault, times?: number): Planned
  /** Ends all faults. */
  calm(): void
  /** Every request that reached the backend, with what it said. */
  readonly forwarded: { path: string; body: string; status: number }[]
  close(): Promise<void>
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
}

export async function startFront(folder: string): Promise<Front> {
  let planned: Planned[] = []
  const forwarded: Front['forwarded'] = []
  const server = createServer((req, res) => {
    const path = req.url ?? '/'
    const work = path.startsWith('/v1/') ? proxy(req, res, path) : serveFile(folder, path, res)
    work.catch(() => req.socket.destroy())
  })
  // A dropped connection must show as one, and not as a kept-alive one that was reused.
  server.keepAliveTimeout = 2000

  async function proxy(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    if (path === EVENTS && !planned.some((each) => each.times > 0 && each.path.test(path))) {
      return passOn(front.backend, req, res, (status) => forwarded.push({ path, body: '', status }))
    }
    const body = Buffer.concat(await req.toArray())
    const plan = planned.find((each) => each.times > 0 && each.path.test(path) && (each.applies?.(body.toString()) ?? true))
    if (plan) {
      plan.times -= 1
      plan.fired += 1
    }
    const send = async () => {
      const reply = await forward(front.backend, req, body)
      forwarded.push({ path, body: body.toString(), status: reply.status })
      return reply
    }
    await answer(req, res, plan?.fault, send)
  }

  const front: Front = {
    url: '',
    backend: null,
    forwarded,
    plan(path, fault, times = 1) {
      const plan: Planned = { path, fault, times, fired: 0 }
      planned.push(plan)
      return plan
    },
    calm: () => void (planned = []),
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  front.url = `http://localhost:${(server.address() as AddressInfo).port}`
  return front
}

async function answer(req: IncomingMessage, res: ServerResponse, fault: Fault | undefined, send: () => Promise<Reply>): Promise<void> {
  switch (fault?.kind) {
    case undefined:
      return write(res, await send())
    case 'drop_before':
      return void req.socket.destroy()
    case 'drop_after':
      await send()
      return void req.socket.destroy()
    case 'delay': {
      const reply = await send()
      await sleep(fault.ms)
      return write(res, reply)
    }
    case 'duplicate': {
      const [first] = await Promise.all([send(), send()])
      return write(res, first)
    }
    case 'truncate': {
      const reply = await send()
      return write(res, { ...reply, body: reply.body.subarray(0, Math.floor(reply.body.length / 2)) })
    }
    case 'reset': {
      const reply = await send()
      res.writeHead(reply.status, { ...reply.headers, 'content-length': reply.body.length })
      res.write(reply.body.subarray(0, Math.floor(reply.body.length / 2)), () => req.socket.resetAndDestroy())
      return
    }
    case 'replace':
      if (fault.alsoForward) await send()
      return write(res, { status: fault.status, headers: fault.headers ?? {}, body: Buffer.from(fault.body) })
    case 'rewrite': {
      const reply = await send()
      return write(res, { ...reply, body: Buffer.from(fault.change(reply.body.toString())) })
    }
  }
}

function write(res: ServerResponse, { status, headers, body }: Reply): void {
  res.writeHead(status, { ...headers, 'content-length': body.length }).end(body)
}

/** A stream is passed on as it comes, and ends where either side ends it. */
async function passOn(backend: string | null, req: IncomingMessage, res: ServerResponse, opened: (status: number) => void): Promise<void> {
  if (backend === null) throw new Error('no server')
  const { host: _host, connection: _connection, ...headers } = req.headers
  const onward = httpRequest(backend + EVENTS, { headers, agent: false })
  res.on('close', () => onward.destroy())
  const [incoming] = (await once(onward.end(), 'response')) as [IncomingMessage]
  opened(incoming.statusCode ?? 502)
  res.writeHead(incoming.statusCode ?? 502, kept(incoming))
  await pipeline(incoming, res)
}

/** Hands a request on; rejects where no server answers. */
function forward(backend: string | null, req: IncomingMessage, body: Buffer): Promise<Reply> {
  if (backend === null) return Promise.reject(new Error('no server'))
  const { promise, resolve, reject } = Promise.withResolvers<Reply>()
  const { host: _host, connection: _connection, ...headers } = req.headers
  const onward = httpRequest(backend + req.url, { method: req.method, headers, agent: false }, (incoming) => {
    incoming
      .toArray()
      .then(
        (chunks: Buffer[]) => resolve({ status: incoming.statusCode ?? 502, headers: kept(incoming), body: Buffer.concat(chunks) }),
        reject,
      )
  })
  onward.on('error', reject).end(body)
  return promise
}

function kept({ headers }: IncomingMessage): Record<string, string> {
  const names = ['content-type', 'etag', 'retry-after', 'date', 'location']
  return Object.fromEntries(names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])))
}

async function serveFile(folder: string, path: string, res: ServerResponse): Promise<void> {
  const name = path === '/' ? 'index.html' : decodeURIComponent(path.slice(1).split('?')[0]!)
  const body = await readFile(join(folder, normalize(name))).catch(() => null)
  if (!body) return void res.writeHead(404).end()
  res.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream' }).end(body)
}
