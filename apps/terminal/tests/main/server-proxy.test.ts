import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answer } from '../../src/main/protocol.ts'

/** A sync server that does what a test wants; the calls come from main's real fetch. */
async function aServer(listener: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function call(serverUrl: string | null, path: string, init?: RequestInit): Promise<Response> {
  return answer(new Request(`app://terminal${path}`, init), { files: new Map(), server: { current: serverUrl }, fetch })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request.setEncoding('utf8')) text += part
  return text
}

describe('a call of the page to the API', () => {
  it('reaches the server with its method, query, headers and body, and its answer comes back', async () => {
    const seen: unknown[] = []
    const url = await aServer(async (request, response) => {
      const { authorization, prefer, cookie, origin, 'content-length': length } = request.headers
      seen.push([request.method, request.url, authorization, prefer, cookie, origin, length, await bodyOf(request)])
      response.writeHead(200, { 'content-type': 'application/json', etag: '"7"', 'retry-after': '3' }).end('{"ok":true}')
    })
    const headers = { authorization: 'Bearer t', prefer: 'wait=4', 'content-type': 'application/json', cookie: 'a=b', 'x-evil': '1' }
    const response = await call(url, '/v1/terminal/entries?a=1%202', { method: 'POST', headers, body: '{"lastSeq":1}' })
    expect(await response.json()).toEqual({ ok: true })
    expect([response.status, response.headers.get('etag'), response.headers.get('retry-after')]).toEqual([200, '"7"', '3'])
    expect(seen).toEqual([['POST', '/v1/terminal/entries?a=1%202', 'Bearer t', 'wait=4', undefined, undefined, '13', '{"lastSeq":1}']])
  })

  it.each([201, 304, 401, 422, 429, 500, 503])('passes on the status %i', async (status) => {
    const url = await aServer((_request, response) => response.writeHead(status).end())
    expect((await call(url, '/v1/terminal/config')).status).toBe(status)
  })

  it('streams events as they come', async () => {
    const url = await aServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n')
    })
    const response = await call(url, '/v1/terminal/events')
    const { value } = await response.body!.getReader().read()
    expect(new TextDecoder().decode(value)).toBe('data: 1\n\n')
  })

  it('follows no redirect: a captive portal gets no charge', async () => {
    const visits: string[] = []
    const portal = await aServer((request, response) => {
      visits.push(request.url!)
      response.end('<html>sign in</html>')
    })
    const url = await aServer((_request, response) => response.writeHead(307, { location: `${portal}/login` }).end())
    const response = await call(url, '/v1/terminal/entries', { method: 'POST', body: '{}' })
    expect(response.type).toBe('error')
    expect(visits).toEqual([])
  })

  it('is no answer when the server is away, or none was named yet', async () => {
    expect((await call(null, '/v1/terminal/config')).type).toBe('error')
    expect((await call('http://127.0.0.1:9', '/v1/terminal/config')).type).toBe('error')
  })

  it('ends at the server when the page gives up', async () => {
    let gone: () => void = () => undefined
    const left = new Promise<void>((resolve) => (gone = resolve))
    const url = await aServer((request) => request.on('close', gone))
    const response = await call(url, '/v1/terminal/entries', { method: 'POST', body: '{}', signal: AbortSignal.timeout(50) })
    expect(response.type).toBe('error')
    await left
  })

  it('never lets a page of somebody else run as ours, nor set a cookie', async () => {
    const url = await aServer((_request, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'a=b', 'content-security-policy': "script-src 'unsafe-inline'" })
        .end('<script>1</script>'),
    )
    const { headers } = await call(url, '/v1/terminal/config')
    expect(headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(headers.get('set-cookie')).toBeNull()
  })

  it.each(['/v1/../metrics', '/v1/%2e%2e/metrics', '/metrics', '/V1/terminal/config', '/v1', '//v1/x'])(
    'does not go out for %s',
    async (path) => {
      const visits: string[] = []
      const url = await aServer((request, response) => {
        visits.push(request.url!)
        response.end()
      })
      expect((await call(url, path)).status).toBe(404)
      expect(visits).toEqual([])
    },
  )

  it.each(['/v1/@evil.example/', '/v1/x?http://evil.example', '/v1/..%2f..%2fmetrics', '/v1/https://evil.example/'])(
    'stays at the server for %s',
    async (path) => {
      const visits: string[] = []
      const url = await aServer((request, response) => {
        visits.push(request.url!)
        response.end()
      })
      await call(url, path)
      expect(visits).toEqual([path])
    },
  )
})
