import type { App, BrowserWindow, BrowserWindowConstructorOptions, WebContents } from 'electron'
import { isOwnUrl, START_URL } from './app-origin.ts'

/** After a crash of the page it is loaded again; more often than this in a minute and it stays away, since it would only flicker. */
const MAX_RELOADS_PER_MINUTE = 5
const PAGES = new Set(['/', '/index.html'])

export type WindowOptions = { preload: string; kiosk: boolean; devTools: boolean }

/** Every switch of the security checklist is written out, also where it is the default: a test reads this very object. */
export function windowOptions({ preload, kiosk, devTools }: WindowOptions): BrowserWindowConstructorOptions {
  return {
    width: 1280,
    height: 800,
    minWidth: 1024,
    minHeight: 768,
    kiosk,
    show: false,
    autoHideMenuBar: true,
    title: 'MPS terminal',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools,
      // Dictionaries would be fetched from a foreign server.
      spellcheck: false,
      // A minimised till goes on sending.
      backgroundThrottling: false,
    },
  }
}

/** Holds for every page that this app will ever have: it stays where it is, opens nothing and embeds nothing. */
export function setupNavigation(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
}

/** Only the page itself may load again; an address of the API is no page. */
function stay(event: { preventDefault(): void; url: string }): void {
  if (!isOwnUrl(event.url) || !PAGES.has(new URL(event.url).pathname)) event.preventDefault()
}

function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', stay)
  contents.on('will-frame-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** Opens the one window. It comes last in main.ts: a call from the page would find no handler yet. */
export async function setupWindow(window: BrowserWindow, now: () => number = Date.now): Promise<void> {
  const reloads: number[] = []
  window.once('ready-to-show', () => window.show())
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return
    reloads.push(now())
    if (reloads.filter((at) => at > now() - 60_000).length <= MAX_RELOADS_PER_MINUTE) window.webContents.reload()
  })
  await window.loadURL(START_URL)
}
