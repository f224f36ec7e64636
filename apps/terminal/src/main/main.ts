import { join } from 'node:path'
import { app, BrowserWindow, ipcMain, net, protocol, safeStorage, session } from 'electron'
import { CrashLog, setupCrashLog, watchPage } from './crash-log.ts'
import { DeviceKeys } from './identity.ts'
import { setupIpcHandlers, shellHandlers } from './ipc-handlers.ts'
import { FileJournal } from './journal.ts'
import { setupPermissions } from './permissions.ts'
import { registerAppScheme, setupProtocol } from './protocol.ts'
import { listRendererFiles } from './renderer-files.ts'
import { SealedFile } from './sealed-file.ts'
import { ServerAddress } from './server-address.ts'
import { readSettings } from './settings.ts'
import { setupSingleInstance } from './single-instance.ts'
import { Updates } from './updates.ts'
import { setupNavigation, setupWindow, windowOptions } from './window.ts'

let window: BrowserWindow | null = null
const crashes = new CrashLog(join(app.getPath('userData'), 'crashes.jsonl'), app.getVersion())

async function start(): Promise<void> {
  const data = app.getPath('userData')
  const settings = readSettings(join(data, 'settings.json'))
  const journal = new FileJournal(join(data, 'journal'))
  const keys = new DeviceKeys(new SealedFile(join(data, 'identity.sealed'), safeStorage))
  const server = new ServerAddress(settings.serverUrl)
  const updates = await updatesFrom(settings.updateUrl)

  setupPermissions(session.defaultSession)
  const files = listRendererFiles(join(import.meta.dirname, '../renderer'))
  setupProtocol(protocol, { files, server, fetch: (url, init) => net.fetch(url, init) })
  setupIpcHandlers(ipcMain, () => window?.webContents ?? null, shellHandlers({ journal, keys, server, updates, crashes }))
  setupQuit(journal)

  // The window comes last: a call from the page would find no handler yet.
  const preload = join(import.meta.dirname, '../preload/preload.cjs')
  window = new BrowserWindow(windowOptions({ preload, kiosk: settings.kiosk, devTools: !app.isPackaged }))
  window.once('closed', () => (window = null))
  watchPage(crashes, window)
  await setupWindow(window)
  updates.start()
}

/** Loaded only where there is something to look for: the updater brings a fifth of main's code. */
async function updatesFrom(url: string | null): Promise<Updates> {
  if (url === null) return new Updates(null)
  const { updateEngine } = await import('./update-engine.ts')
  return new Updates(updateEngine(url))
}

/** What the page has asked to be written is on the disk before the app goes. */
function setupQuit(journal: FileJournal): void {
  let isClosed = false
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', (event) => {
    if (isClosed) return
    event.preventDefault()
    void journal
      .close()
      .catch((error: unknown) => console.error('the journal did not close', error))
      .finally(() => {
        isClosed = true
        app.quit()
      })
  })
}

/** A terminal that cannot start says why and goes; it must not stand there without a window. */
function giveUp(error: unknown): void {
  console.error('the terminal did not start', error)
  crashes.note('start', error)
  app.exit(1)
}

// Schemes and the single-instance lock come before ready, and nothing here awaits it: main is a module, and Electron waits for it.
if (setupSingleInstance(app, () => window)) {
  app.enableSandbox()
  setupCrashLog(crashes, app)
  registerAppScheme(protocol)
  setupNavigation(app)
  app.whenReady().then(start).catch(giveUp)
} else {
  app.quit()
}
