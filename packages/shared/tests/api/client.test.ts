import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type Client, createClient, NoAnswer } from '../../src/api/client.ts'
import { declare, NOTHING, streamed } from '../../src/api/endpoint.ts'

const api = declare('Test', {
  readThing: {
    method: 'GET',
    path: '/v1/things/{thingId}',
    actor: 'member',
    summary: 'Reads',
    params: z.object({ thingId: z.string() }),
    query: z.strictObject({ word: z.string().optional() }),
    answers: { 200: z.object({ name: z.string() }) },
    etag: true,
  },
  makeThing: {
    method: 'POST',
    path: '/v1/things',
    actor: 'member',
    summary: 'Makes',
    body: z.strictObject({ name: z.string() }),
    answers: { 201: z.object({ id: z.string() }) },
    idempotent: true,
  },
  endThing: {
    method: 'DELETE',
    path: '/v1/things',
    actor: 'member',
    summary: 'Ends',
    answers: { 204: NOTHING },
    repeatable: 'gone is gone',
  },
  exportThings: { method: 'GET', path: '/v1/things.csv', actor: 'member', summary: 'Exports', answers: { 200: streamed('text/csv') } },
})

/** Over a real socket: what answers is set by each test. */
describe('the typed client', () => {
  let server: Server
  let client: Client<typeof api>
  let baseUrl: string
  let seen: { request: IncomingMessage; body: string }[]
  let respond: (res: ServerResponse) => void
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    respond = (res) => res.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
  }
  const problem = { type: 'urn:mps:problem:not_found', title: 'Nothing', status: 404, code: 'not_found', requestId: 'r-1' }

  beforeAll(async () => {
    server = createServer((request, res) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        seen.push({ request, body: Buffer.concat(chunks).toString() })
        respond(res)
      })
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    client = createClient(api, { baseUrl, token: () => Promise.resolve('tok'), timeoutMs: 500 })
  })
  afterAll(() => server.close())
  beforeEach(() => {
    seen = []
  })

  const failed = (call: Promise<unknown>) =>
    call.then(
      () => 'answered',
      (error: unknown) => (error instanceof NoAnswer ? error.reason : error),
    )

  it('puts parameters where the declaration says, with the token', async () => {
    answer(200, { name: 'a', more: 1 })
    expect(await client.readThing({ params: { thingId: 'a/b?' }, query: { word: 'ü&' } })).toEqual({ name: 'a' })
    expect(seen[0]?.request.url).toBe('/v1/things/a%2Fb%3F?word=%C3%BC%26')
    expect(seen[0]?.request.headers).toMatchObject({ authorization: 'Bearer tok' })
  })

  it('makes a key for each write, and takes one for a repetition', async () => {
    answer(201, { id: '1' })
    expect(await client.makeThing({ body: { name: 'x' } })).toEqual({ id: '1' })
    await client.makeThing({ body: { name: 'x' } })
    await client.makeThing({ body: { name: 'x' } }, { idempotencyKey: 'key-of-mine' })
    const keys = seen.map(({ request }) => request.headers['idempotency-key'])
    expect(new Set(keys).size).toBe(3)
    expect(keys[2]).toBe('key-of-mine')
    expect(seen[0]?.body).toBe('{"name":"x"}')
  })

  it('says when the caller holds this version', async () => {
    answer(304, '')
    expect(await client.readThing({ params: { thingId: 'a' } }, { ifNoneMatch: 'v7' })).toBeNull()
    expect(seen[0]?.request.headers['if-none-match']).toBe('"v7"')
  })

  it('gives nothing for a 204, and a stream for an export', async () => {
    answer(204, '')
    expect(await client.endThing()).toBeUndefined()
    answer(200, 'a,b\n', { 'content-type': 'text/csv; charset=utf-8' })
    expect(await new Response(await client.exportThings()).text()).toBe('a,b\n')
    answer(200, '<html>Welcome to the hotel</html>', { 'content-type': 'text/html' })
    expect(await failed(client.exportThings())).toBe('not_ours')
  })

  it('ends a stream when it is told to and not by the time that it takes', async () => {
    const stop = new AbortController()
    let stream: ServerResponse | undefined
    respond = (res) => {
      stream = res.writeHead(200, { 'content-type': 'text/csv' })
      stream.write('a')
    }
    const impatient = createClient(api, { baseUrl, timeoutMs: 1 })
    const reader = (await impatient.exportThings({}, { signal: stop.signal })).getReader()
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('a')
    stream?.write('b')
    expect(new TextDecoder().decode((await reader.read()).value)).toBe('b')
    stop.abort()
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('throws a problem with its code, its fields and how long to wait', async () => {
    answer(404, { ...problem, errors: [{ path: 'name', message: 'no' }] }, { 'retry-after': '7' })
    expect(await failed(client.readThing({ params: { thingId: 'a' } }))).toMatchObject({
      code: 'not_found',
      status: 404,
      requestId: 'r-1',
      retryAfterMs: 7000,
      errors: [{ path: 'name', message: 'no' }],
    })
  })

  it('takes nothing for an answer that our server cannot have said', async () => {
    const read = () => failed(client.readThing({ params: { thingId: 'a' } }))
    answer(200, '<html>Welcome to the hotel</html>')
    expect(await read()).toBe('not_ours')
    answer(200, { name: 7 })
    expect(await read()).toBe('not_ours')
    answer(302, '', { location: 'http://portal.invalid/' })
    expect(await read()).toBe('not_ours')
    answer(404, 'not found')
    expect(await read()).toBe('not_ours')
    answer(500, problem)
    expect(await read()).toBe('not_ours')
  })

  it('gives up when nothing comes, when told to, and when the answer is cut off', async () => {
    respond = () => {}
    expect(await failed(client.endThing({}, { timeoutMs: 50 }))).toBe('timed_out')
    const stop = new AbortController()
    setTimeout(() => stop.abort(), 30)
    expect(await failed(client.endThing({}, { signal: stop.signal }))).toBe('aborted')
    respond = (res) => {
      res.writeHead(200, { 'content-length': '100' }).write('{"name"')
      setTimeout(() => res.destroy(), 20)
    }
    expect(await failed(client.readThing({ params: { thingId: 'a' } }))).toBe('unreachable')
    const nowhere = createClient(api, { baseUrl: 'http://127.0.0.1:1' })
    expect(await failed(nowhere.endThing())).toBe('unreachable')
  })
})
