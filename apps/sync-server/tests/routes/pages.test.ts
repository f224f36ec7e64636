import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('the pages', () => {
  let database: TestDatabase
  let server: TestServer
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mps-pages-'))
    await mkdir(join(folder, 'page/assets'), { recursive: true })
    await writeFile(join(folder, 'secret.txt'), 'outside of the page')
    await writeFile(join(folder, 'page/index.html'), '<!doctype html><title>the page</title>')
    await writeFile(join(folder, 'page/assets/index-B4f2Xq9_.js'), 'export {}')
    await writeFile(join(folder, 'page/manifest.json'), '{}')
    database = await createTestDatabase()
    const pages = { terminalDir: join(folder, 'page'), walletDir: join(folder, 'not-built') }
    server = await startTestServer(database.appUrl, (config) => ({ ...config, pages }))
  })
  afterAll(async () => {
    await server.stop()
    await database.drop()
    await rm(folder, { recursive: true })
  })

  const html = { headers: { accept: 'text/html' } }

  it('are served with a policy that allows their own files and the QR engine, and the camera', async () => {
    const { status, headers, text } = await server.call('/terminal/', html)
    expect(status).toBe(200)
    expect(text).toContain('the page')
    const policy = headers.get('content-security-policy') ?? ''
    for (const part of ["default-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self' blob:", "connect-src 'self'"]) {
      expect(policy).toContain(part)
    }
    expect(policy).not.toMatch(/script-src[^;]*unsafe-(inline|eval)(?<!wasm-unsafe-eval)/)
    expect(headers.get('permissions-policy')).toContain('camera=(self)')
    expect(headers.get('cache-control')).toBe('no-cache')
  })

  it('keep their hashed assets for ever and ask for everything else again', async () => {
    const asset = await server.call('/terminal/assets/index-B4f2Xq9_.js')
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(asset.headers.get('content-type')).toContain('javascript')
    expect((await server.call('/terminal/manifest.json')).headers.get('cache-control')).toBe('no-cache')
  })

  it('answer their own addresses with the page, and a missing file with a problem', async () => {
    expect((await server.call('/terminal/charge', html)).text).toContain('the page')
    expect((await server.call('/terminal/assets/gone-12345678.js', html)).status).toBe(404)
    expect((await server.call('/terminal/charge', { headers: { accept: 'application/json' } })).body).toMatchObject({ code: 'not_found' })
  })

  it('hand out nothing from outside of their folder', async () => {
    for (const path of [
      '/terminal/../secret.txt',
      '/terminal/%2e%2e/secret.txt',
      '/terminal/..%2fsecret.txt',
      '/terminal/assets/..%5c..%5csecret.txt',
    ]) {
      expect((await server.call(path)).text).not.toContain('outside of the page')
    }
  })

  it('say not_found while they are not built', async () => {
    expect((await server.call('/wallet/', html)).body).toMatchObject({ code: 'not_found' })
  })

  it('are where the bare addresses lead', async () => {
    expect((await server.call('/')).headers.get('location')).toBe('/terminal/')
    expect((await server.call('/wallet')).headers.get('location')).toBe('/wallet/')
  })
})
