import { EventEmitter } from 'node:events'
import type { App, BrowserWindow } from 'electron'
import { describe, expect, it, vi } from 'vitest'
import { setupSingleInstance } from '../../src/main/single-instance.ts'
import { setupNavigation, setupWindow } from '../../src/main/window.ts'

/** A page's events as Electron emits them. */
class Contents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | null = null
  reload = vi.fn<() => void>()
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
}

class Window extends EventEmitter {
  readonly webContents = new Contents()
  readonly loadURL = vi.fn<(url: string) => Promise<void>>().mockResolvedValue()
  readonly show = vi.fn<() => void>()
  readonly focus = vi.fn<() => void>()
  readonly restore = vi.fn<() => void>()
  isMinimized = () => true
  get asElectrons(): BrowserWindow {
    return this as unknown as BrowserWindow
  }
}

function confinedContents(): Contents {
  const app = new EventEmitter()
  setupNavigation(app as unknown as App)
  const contents = new Contents()
  app.emit('web-contents-created', {}, contents)
  return contents
}

function isStopped(contents: Contents, event: string, url: string): boolean {
  const preventDefault = vi.fn<() => void>()
  contents.emit(event, { preventDefault, url })
  return preventDefault.mock.calls.length > 0
}

describe('every page of the app', () => {
  it.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays where it is on %s', (event) => {
    const contents = confinedContents()
    const foreign = [
      'https://example.com/',
      'app://evil/index.html',
      'app://terminal/v1/terminal/config',
      'file:///etc/passwd',
      'javascript:1',
      'data:text/html,x',
    ]
    expect(foreign.filter((url) => !isStopped(contents, event, url))).toEqual([])
    expect(isStopped(contents, event, 'app://terminal/index.html')).toBe(false)
    expect(isStopped(contents, event, 'app://terminal/')).toBe(false)
  })

  it('opens no window and embeds no page', () => {
    const contents = confinedContents()
    for (const url of ['https://example.com/', 'app://terminal/index.html', 'about:blank'])
      expect(contents.openHandler!({ url })).toEqual({ action: 'deny' })
    expect(isStopped(contents, 'will-attach-webview', 'app://terminal/index.html')).toBe(true)
  })
})

describe('the window', () => {
  it('loads the renderer from the app’s own origin and is shown when it has something to show', async () => {
    const window = new Window()
    await setupWindow(window.asElectrons)
    expect(window.loadURL).toHaveBeenCalledExactlyOnceWith('app://terminal/index.html')
    expect(window.show).not.toHaveBeenCalled()
    window.emit('ready-to-show')
    expect(window.show).toHaveBeenCalledOnce()
  })

  it('comes back after its page crashed, but not for ever', async () => {
    const window = new Window()
    let now = 0
    await setupWindow(window.asElectrons, () => now)
    const crash = (reason: string) => window.webContents.emit('render-process-gone', {}, { reason })
    crash('clean-exit')
    expect(window.webContents.reload).not.toHaveBeenCalled()
    for (let i = 0; i < 8; i++) crash('crashed')
    expect(window.webContents.reload).toHaveBeenCalledTimes(5)
    now = 61_000
    crash('oom')
    expect(window.webContents.reload).toHaveBeenCalledTimes(6)
  })
})

describe('a second start', () => {
  it('gives up when another holds the lock, and listens to nothing', () => {
    const app = { requestSingleInstanceLock: () => false, on: vi.fn<App['on']>() }
    expect(setupSingleInstance(app as unknown as App, () => null)).toBe(false)
    expect(app.on).not.toHaveBeenCalled()
  })

  it('brings the first one’s window to the front', () => {
    const app = Object.assign(new EventEmitter(), { requestSingleInstanceLock: () => true })
    const window = new Window()
    let open: BrowserWindow | null = null
    expect(setupSingleInstance(app as unknown as App, () => open)).toBe(true)
    app.emit('second-instance')
    expect(window.focus).not.toHaveBeenCalled()
    open = window.asElectrons
    app.emit('second-instance')
    expect([window.restore, window.show, window.focus].map((call) => call.mock.calls.length)).toEqual([1, 1, 1])
  })
})
