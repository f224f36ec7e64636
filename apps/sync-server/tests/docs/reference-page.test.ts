import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('the reference page', () => {
  let database: TestDatabase
  let server: TestServer

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database.appUrl)
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
  })

  it('loads what it needs from this server, and its policy allows nothing else', async () => {
    const page = await server.call('/docs')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none';script-src 'self'")
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '')
    expect(addresses).toEqual(['/docs/swagger-ui.css', '/docs/swagger-ui-bundle.js', '/docs/start.js'])
    for (const address of addresses) expect([address, (await server.call(address)).status]).toEqual([address, 200])
  })

  it('reads a document that says when it has not changed', async () => {
    const first = await server.call('/openapi.json')
    expect(first.body).toMatchObject({ openapi: '3.1.1' })
    const etag = String(first.headers.get('etag'))
    expect((await server.call('/openapi.json', { headers: { 'if-none-match': etag } })).status).toBe(304)
  })
})
