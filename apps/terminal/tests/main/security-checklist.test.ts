import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { START_URL } from '../../src/main/app-origin.ts'
import { SECURITY_HEADERS } from '../../src/main/security-headers.ts'
import { windowOptions } from '../../src/main/window.ts'

// Electron's checklist, "Security" in its documentation, point by point and by its numbers. What a point needs is read from the objects
// and sources that ship; where a whole test file holds it, that file is named.
const TERMINAL = fileURLToPath(new URL('../../', import.meta.url))
const preferences = windowOptions({ preload: 'preload.cjs', kiosk: false, devTools: false }).webPreferences!

function sourcesOf(part: string): { name: string; text: string }[] {
  const folder = join(TERMINAL, 'src', part)
  return readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
}

function filesWith(part: string, pattern: RegExp): string[] {
  return sourcesOf(part)
    .filter(({ text }) => pattern.test(text))
    .map(({ name }) => name)
}

describe('Electron’s security checklist', () => {
  it('1: only our own files are loaded, and nothing over plain http', () => {
    expect(START_URL).toBe('app://terminal/index.html')
    // The server on this very machine is the one exception (settings.test.ts refuses every other).
    expect(filesWith('main', /http:\/\/(?!localhost)/)).toEqual([])
    expect(SECURITY_HEADERS['content-security-policy']).not.toMatch(/https?:/)
  })

  it('2: no page has Node', () => {
    expect(preferences).toMatchObject({ nodeIntegration: false, nodeIntegrationInWorker: false, nodeIntegrationInSubFrames: false })
  })

  it('3: the preload script’s world is not the page’s', () => {
    expect(preferences.contextIsolation).toBe(true)
    expect(filesWith('preload', /\bwindow\.\w+ *=/)).toEqual([])
  })

  it('4: every process of a page is sandboxed', () => {
    expect(preferences.sandbox).toBe(true)
    expect(filesWith('main', /app\.enableSandbox\(\)/)).toEqual(['main.ts'])
    expect(filesWith('main', /no-sandbox/)).toEqual([])
  })

  it('5: permissions are answered one by one (permissions.test.ts)', () => {
    expect(filesWith('main', /setPermissionRequestHandler[\s\S]*setPermissionCheckHandler/)).toEqual(['permissions.ts'])
    expect(filesWith('main', /setupPermissions\(session\.defaultSession\)/)).toEqual(['main.ts'])
  })

  it('6: web security is on', () => {
    expect(preferences.webSecurity).toBe(true)
    expect(filesWith('main', /disable-web-security|bypassCSP/)).toEqual([])
  })

  it('7: a content security policy comes with every file, without inline or evaluated scripts (protocol.test.ts)', () => {
    const policy = SECURITY_HEADERS['content-security-policy']!
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|\*/)
  })

  it('8: no insecure content is let in', () => {
    expect(preferences.allowRunningInsecureContent).toBe(false)
  })

  it('9 and 10: no experimental features, no Blink features', () => {
    expect(preferences.experimentalFeatures).toBe(false)
    expect(preferences.enableBlinkFeatures).toBeUndefined()
    expect(filesWith('main', /enable-blink-features|enableBlinkFeatures/)).toEqual([])
  })

  it('11 and 12: no webview, and none can be attached (window.test.ts)', () => {
    expect(preferences.webviewTag).toBe(false)
    expect(filesWith('main', /will-attach-webview/)).toEqual(['window.ts'])
  })

  it('13 and 14: no page leaves, opens or is dropped (window.test.ts)', () => {
    expect(preferences.navigateOnDragDrop).toBe(false)
    expect(filesWith('main', /will-navigate[\s\S]*will-frame-navigate[\s\S]*will-redirect/)).toEqual(['window.ts'])
    expect(filesWith('main', /setWindowOpenHandler\(\(\) => \(\{ action: 'deny' \}\)\)/)).toEqual(['window.ts'])
  })

  it('15: nothing is handed to the system to open', () => {
    expect(filesWith('main', /\bshell\b.*from 'electron'|openExternal|openPath/)).toEqual([])
  })

  it('16: Electron is pinned to one exact, recent version', () => {
    const { devDependencies } = JSON.parse(readFileSync(join(TERMINAL, 'package.json'), 'utf8')) as {
      devDependencies: { electron: string }
    }
    expect(devDependencies.electron).toMatch(/^\d+\.\d+\.\d+$/)
    expect(Number.parseInt(devDependencies.electron, 10)).toBeGreaterThanOrEqual(45)
  })

  it('17: the sender of every call is checked (ipc.test.ts), and no other call is answered', () => {
    expect(filesWith('main', /ipcMain\.(handle|on|once)\b|ipc\.handle/)).toEqual(['ipc-handlers.ts'])
    expect(filesWith('main', /ipcMain\.(on|once)\b/)).toEqual([])
  })

  it('18: no file: address, but a protocol of our own', () => {
    expect(filesWith('main', /loadFile|pathToFileURL|file:\/\//)).toEqual([])
  })

  it('19: the fuses are set (builder.test.ts reads them back from a packaged app)', () => {
    const config = readFileSync(join(TERMINAL, '../../electron-builder.yml'), 'utf8')
    const fuses = [...config.matchAll(/^ {2}(\w+): (true|false)$/gm)].map(([, name, state]) => `${name} ${state}`)
    expect(fuses).toEqual(
      expect.arrayContaining([
        'runAsNode false',
        'enableCookieEncryption true',
        'enableNodeOptionsEnvironmentVariable false',
        'enableNodeCliInspectArguments false',
        'enableEmbeddedAsarIntegrityValidation true',
        'onlyLoadAppFromAsar true',
        'grantFileProtocolExtraPrivileges false',
      ]),
    )
  })

  it('20: the page gets functions of ours and no object of Electron’s (bundles.test.ts)', () => {
    expect(filesWith('preload', /exposeInMainWorld/)).toEqual(['preload.ts'])
    expect(filesWith('preload', /exposeInMainWorld\([^)]*(ipcRenderer|electron)/)).toEqual([])
  })
})
