import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { httpSync } from '../../../src/renderer/log/http-sync.ts'
import type { SyncPort } from '../../../src/renderer/log/sync-port.ts'

/** Over a real socket: what answers is set by each test. */
let server: Server
let sync: SyncPort
let asked: IncomingMessage[]
let respond: (res: ServerResponse) => void
beforeAll(async () => {
  server = createServer((request, res) => {
    asked.push(request)
    request.resume().on('end', () => respond(res))
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  sync = httpSync(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterAll(() => server.close())
beforeEach(() => {
  asked = []
})

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => {
  respond = (res) => res.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body))
}
const problem = (status: number, code: string) => ({ type: `urn:mps:problem:${code}`, title: code, status, code, requestId: 'r-1' })
const OUTCOMES = {
  lastOutcomeNo: 0,
  outcomes: [],
  ledgerId: '01890000-0000-7000-8000-000000000001',
  ledgerSince: '2026-11-23T00:00:00.000Z',
  serverTime: '2026-11-23T00:00:00.000Z',
}

/** An answer that is none, and what the log makes of it. */
const FAILURES: [what: string, failure: string, give: () => void][] = [
  ['a hotel’s page with 200', 'captive_portal', () => answer(200, '<html>Welcome</html>', { 'content-type': 'text/html' })],
  ['a page that calls itself JSON', 'captive_portal', () => answer(200, '  <p>Welcome</p>', { 'content-type': 'application/json' })],
  ['a redirect', 'captive_portal', () => answer(302, '', { location: 'http://portal.invalid/' })],
  ['a portal that says what it is', 'captive_portal', () => answer(511, 'Sign in')],
  ['a 404 that is not our server’s', 'captive_portal', () => answer(404, 'not found')],
  ['JSON of another shape', 'bad_answer', () => answer(200, { hello: 'world' })],
  ['a cut-off text', 'bad_answer', () => answer(200, '{"outcomes":[')],
  ['too many requests', 'server_busy', () => answer(429, problem(429, 'too_many_requests'), { 'retry-after': '7' })],
  ['a database that is away', 'server_busy', () => answer(503, problem(503, 'database_unavailable'), { 'retry-after': '7' })],
  ['a proxy whose server is away', 'server_busy', () => answer(503, 'upstream', { 'retry-after': '7' })],
  ['a proxy that got no answer', 'server_error', () => answer(502, '<html>Bad gateway</html>', { 'content-type': 'text/html' })],
  ['a fault of the server', 'server_error', () => answer(500, problem(500, 'internal_error'))],
  ['an ended token', 'unauthenticated', () => answer(401, problem(401, 'token_expired'))],
  ['a terminal that was revoked', 'terminal_revoked', () => answer(403, problem(403, 'terminal_revoked'))],
  ['a request that is wrong', 'request_refused', () => answer(422, problem(422, 'validation_failed'))],
  ['a connection that breaks', 'no_network', () => (respond = (res) => res.destroy())],
]

describe('the sync server over HTTP', () => {
  it.each(FAILURES)('takes %s for %s', async (_what, failure, give) => {
    give()
    const result = await sync.outcomes('tok', 0)
    expect(result).toMatchObject({ ok: false, failure, retryAfterMs: failure === 'server_busy' ? 7000 : null })
  })

  it('keeps the code of a refusal, and what time it was where it was made', async () => {
    answer(401, problem(401, 'credentials_wrong'), { date: 'Mon, 23 Nov 2026 08:00:00 GMT' })
    expect(await sync.token('assertion')).toMatchObject({ problem: 'credentials_wrong', date: 'Mon, 23 Nov 2026 08:00:00 GMT' })
  })

  it('asks as the contracts have it, with the token, and says when it asked and was answered', async () => {
    answer(200, OUTCOMES)
    const result = await sync.outcomes('tok', 12)
    expect(asked[0]).toMatchObject({ url: '/v1/terminal/outcomes?after=12&limit=500', headers: { authorization: 'Bearer tok' } })
    expect(result.ok && result.times.receivedMs >= result.times.sentMs).toBe(true)
    await sync.entries('tok', { lastSeq: 1, entries: [{ body: 'x', sig: 'x' }] }, { live: true })
    await sync.entries('tok', { lastSeq: 1, entries: [{ body: 'x', sig: 'x' }] }, { live: false })
    expect(asked.slice(1).map(({ headers }) => headers['prefer'])).toEqual(['wait=4', undefined])
  })

  it('names the version of the configuration that it holds, however a proxy has marked it', async () => {
    answer(304, '')
    for (const held of ['"v7"', 'W/"v7"', 'v7']) expect(await sync.config('tok', held)).toMatchObject({ ok: true, value: null })
    expect(asked.map(({ headers }) => headers['if-none-match'])).toEqual(Array(3).fill('"v7"'))
    await sync.config('tok', null)
    expect(asked.at(-1)?.headers['if-none-match']).toBeUndefined()
  })
})
