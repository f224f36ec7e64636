import type { CustomScheme } from 'electron'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { answer, type ProtocolOptions, registerAppScheme, setupProtocol } from '../../src/main/protocol.ts'
import { listRendererFiles } from '../../src/main/renderer-files.ts'
import { temporaryFolder } from './support/temporary.ts'

const SECRET = 'the device key'

/** A built renderer with a secret beside it, and links in it that lead out. */
function aRenderer(): ProtocolOptions {
  const folder = temporaryFolder()
  const root = join(folder, 'dist', 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  mkdirSync(join(folder, 'dist', 'main'))
  writeFileSync(join(folder, 'secret.txt'), SECRET)
  writeFileSync(join(folder, 'dist', 'main', 'main.js'), SECRET)
  writeFileSync(join(root, 'index.html'), '<!doctype html>')
  writeFileSync(join(root, 'assets', 'index-B_x1.js'), 'export {}')
  writeFileSync(join(root, 'assets', 'zxing.wasm'), 'wasm')
  writeFileSync(join(root, 'assets', 'a%2fb.js'), 'odd name')
  symlinkSync(join(folder, 'secret.txt'), join(root, 'link.txt'))
  symlinkSync(folder, join(root, 'linked'))
  return {
    files: listRendererFiles(root),
    server: { current: 'http://localhost:1' },
    fetch: () => Promise.reject(new Error('no call was expected')),
  }
}

function get(address: string, options = aRenderer(), method = 'GET'): Promise<Response> {
  // Request would refuse or tidy some of these addresses; Electron hands main whatever Chromium let through.
  return answer({ url: address, method } as Request, options)
}

describe('the app’s own protocol', () => {
  it.each([
    ['app://terminal/', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://terminal/index.html', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://terminal/index.html?x=1#y', 'text/html; charset=utf-8', '<!doctype html>'],
    ['app://terminal/assets/index-B_x1.js', 'text/javascript; charset=utf-8', 'export {}'],
    ['app://terminal/assets/zxing.wasm', 'application/wasm', 'wasm'],
    ['app://terminal/assets/../index.html', 'text/html; charset=utf-8', '<!doctype html>'],
  ])('serves %s', async (address, type, body) => {
    const response = await get(address)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe(type)
    expect(await response.text()).toBe(body)
  })

  it.each([
    'app://terminal/../secret.txt',
    'app://terminal/..%2fsecret.txt',
    'app://terminal/..%2f..%2fsecret.txt',
    'app://terminal/..%5c..%5csecret.txt',
    'app://terminal/%2e%2e/%2e%2e/secret.txt',
    'app://terminal/%2e%2e%2f%2e%2e%2fsecret.txt',
    'app://terminal/%252e%252e%252fsecret.txt',
    'app://terminal/assets/..%2f..%2fmain%2fmain.js',
    'app://terminal/assets/%2e%2e/%2e%2e/main/main.js',
    'app://terminal/assets/....//....//main/main.js',
    'app://terminal/..\\..\\secret.txt',
    'app://terminal//etc/passwd',
    'app://terminal/%2fetc%2fpasswd',
    'app://terminal/file:///etc/passwd',
    'app://terminal/C:/Windows/win.ini',
    'app://terminal/index.html%00.js',
    'app://terminal/index.html::$DATA',
    'app://terminal/index.html.',
    'app://terminal/INDEX.HTML',
    'app://terminal/%69ndex.html',
    'app://terminal/assets',
    'app://terminal/assets/',
    'app://terminal/link.txt',
    'app://terminal/linked/secret.txt',
    'app://terminal/linked/dist/main/main.js',
    'app://terminal/assets/a/b.js',
    'app://terminal/__proto__',
    'app://terminal/constructor',
    'app://terminal/%',
    'app://terminal/%ff%fe',
  ])('has nothing at %s', async (address) => {
    const response = await get(address)
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  it.each([
    'app://evil/index.html',
    'app://terminal.evil/index.html',
    'app://terminal:8080/index.html',
    'app://user@terminal/index.html',
    'app:///index.html',
    'app:terminal/index.html',
    'file:///index.html',
    'https://terminal/index.html',
    'no address',
  ])('is not reached as %s', async (address) => {
    expect((await get(address)).status).toBe(404)
  })

  it('is read and never written', async () => {
    const statuses = await Promise.all(
      ['HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'].map(
        async (method) => (await get('app://terminal/index.html', undefined, method)).status,
      ),
    )
    expect(statuses).toEqual([200, 405, 405, 405, 405])
    expect(await (await get('app://terminal/index.html', undefined, 'HEAD')).text()).toBe('')
  })

  it('sends a policy under which the page loads our own files, WebAssembly and the scanner’s worker, and nothing else', async () => {
    const policy = (await get('app://terminal/index.html')).headers.get('content-security-policy')!
    const directives = new Map(policy.split('; ').map((directive) => [directive.split(' ')[0]!, directive.split(' ').slice(1).join(' ')]))
    expect(Object.fromEntries(directives)).toEqual({
      'default-src': "'none'",
      'script-src': "'self' 'wasm-unsafe-eval'",
      'worker-src': "'self' blob:",
      'style-src': "'self'",
      'img-src': "'self' data: blob:",
      'media-src': "'self' blob: mediastream:",
      'font-src': "'self'",
      'connect-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
      'object-src': "'none'",
    })
  })

  it('sends its headers with refusals too, and lets nothing be guessed or framed', async () => {
    for (const address of ['app://terminal/index.html', 'app://terminal/nothing', 'app://evil/']) {
      const { headers } = await get(address)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    }
  })
})

describe('the scheme', () => {
  it('is an origin like any other on the web, without privileges beyond it', () => {
    const registerSchemesAsPrivileged = vi.fn<(schemes: CustomScheme[]) => void>()
    registerAppScheme({ registerSchemesAsPrivileged })
    const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true }
    expect(registerSchemesAsPrivileged).toHaveBeenCalledExactlyOnceWith([{ scheme: 'app', privileges }])
  })

  it('is handled by this protocol', async () => {
    const handle = vi.fn<(scheme: string, handler: (request: Request) => Promise<Response>) => void>()
    setupProtocol({ handle }, aRenderer())
    const [scheme, handler] = handle.mock.calls[0]!
    expect(scheme).toBe('app')
    expect((await handler({ url: 'app://terminal/', method: 'GET' } as Request)).status).toBe(200)
  })
})
