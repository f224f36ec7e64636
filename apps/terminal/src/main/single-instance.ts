import type { App, BrowserWindow } from 'electron'

/**
 * Takes the lock that makes this the only running terminal of its user, before anything opens the journal.
 * @param window the open window, if there is one yet: a second start brings it to the front
 * @returns false for a second start, which must quit at once
 */
export function setupSingleInstance(app: Pick<App, 'requestSingleInstanceLock' | 'on'>, window: () => BrowserWindow | null): boolean {
  if (!app.requestSingleInstanceLock()) return false
  app.on('second-instance', () => {
    const open = window()
    if (!open) return
    if (open.isMinimized()) open.restore()
    open.show()
    open.focus()
  })
  return true
}
