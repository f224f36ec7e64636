import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { temporaryFolder } from './support/temporary.ts'

// The order in which main talks to Electron is what this file is about, so Electron itself is a list of what was asked of it.
const electron = vi.hoisted(() => {
  const state = {
    events: [] as string[],
    listeners: new Map<string, (event: { preventDefault(): void }) => void>(),
    data: '',
    isFirst: true,
    isPackaged: true,
    windows: [] as { webPreferences?: object; kiosk?: boolean }[],
    becomeReady: (): void => undefined,
  }
  const did =
    <T>(event: string, result?: T) =>
    () => {
      state.events.push(event)
      return result as T
    }
  return { state, did }
})

vi.mock('electron', () => {
  const { state, did } = electron
  class BrowserWindow {
    readonly webContents = { on: did('window.watch') }
    readonly once = did('window.once')
    readonly show = did('window.show')
    readonly loadURL = did('window.load', Promise.resolve())
    constructor(options: object) {
      state.events.push('window.new')
      state.windows.push(options)
    }
  }
  return {
    BrowserWindow,
    app: {
      requestSingleInstanceLock: () => (state.events.push('lock'), state.isFirst),
      enableSandbox: did('sandbox'),
      on: (event: string, listener: () => void) => {
        state.events.push(`on ${event}`)
        state.listeners.set(event, listener)
      },
      whenReady: () => new Promise<void>((resolve) => (state.becomeReady = resolve)),
      getPath: () => state.data,
      getVersion: () => '1.0.0',
      quit: did('quit'),
      exit: (code: number) => state.events.push(`exit ${code}`),
      get isPackaged() {
        return state.isPackaged
      },
    },
    protocol: { registerSchemesAsPrivileged: did('scheme'), handle: did('protocol') },
    session: {
      defaultSession: {
        setPermissionRequestHandler: did('permission requests'),
        setPermissionCheckHandler: did('permission checks'),
        setDevicePermissionHandler: did('device permissions'),
      },
    },
    ipcMain: { handle: did('ipc') },
    net: { fetch: did('fetch') },
    safeStorage: {},
  }
})

async function startMain(): Promise<void> {
  vi.resetModules()
  await import('../../src/main/main.ts')
}

async function ready(): Promise<void> {
  electron.state.becomeReady()
  await vi.waitFor(() => expect(electron.state.events.some((event) => event === 'window.load' || event.startsWith('exit'))).toBe(true))
}

beforeEach(() => {
  Object.assign(electron.state, { events: [], listeners: new Map(), windows: [], isFirst: true, isPackaged: true, data: temporaryFolder() })
})

describe('main', () => {
  it('takes the lock and registers its scheme before the app is ready', async () => {
    await startMain()
    expect(electron.state.events).toEqual([
      'lock',
      'on second-instance',
      'sandbox',
      'on child-process-gone',
      'scheme',
      'on web-contents-created',
    ])
  })

  it('opens the window last, when every handler is there', async () => {
    await startMain()
    await ready()
    const steps = electron.state.events.slice(6).filter((event, i, all) => event !== all[i - 1])
    expect(steps).toEqual([
      'permission requests',
      'permission checks',
      'device permissions',
      'protocol',
      'ipc',
      'on window-all-closed',
      'on will-quit',
      'window.new',
      'window.once',
      // For crash reports, and to load the page again.
      'window.watch',
      'window.once',
      'window.watch',
      'window.load',
    ])
  })

  it('does nothing but quit when another terminal runs already', async () => {
    electron.state.isFirst = false
    await startMain()
    expect(electron.state.events).toEqual(['lock', 'quit'])
  })

  it.each([true, false])('has developer tools only where it is not packaged (packaged: %s)', async (isPackaged) => {
    electron.state.isPackaged = isPackaged
    await startMain()
    await ready()
    expect(electron.state.windows[0]!.webPreferences).toMatchObject({ devTools: !isPackaged })
  })

  it('fills the screen where the settings say so', async () => {
    writeFileSync(join(electron.state.data, 'settings.json'), '{"kiosk":true}')
    await startMain()
    await ready()
    expect(electron.state.windows[0]!.kiosk).toBe(true)
  })

  it('ends with an error when its settings are wrong, and stands nowhere without a window', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue()
    writeFileSync(join(electron.state.data, 'settings.json'), '{"serverUrl":"http://somewhere.example"}')
    await startMain()
    await ready()
    expect(electron.state.events.at(-1)).toBe('exit 1')
    expect(electron.state.windows).toEqual([])
    expect(said).toHaveBeenCalledOnce()
    said.mockRestore()
  })

  it('closes the journal before it goes, and then goes', async () => {
    await startMain()
    await ready()
    const preventDefault = vi.fn<() => void>()
    const quit = electron.state.listeners.get('will-quit')!
    quit({ preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
    await vi.waitFor(() => expect(electron.state.events.at(-1)).toBe('quit'))
    quit({ preventDefault })
    expect(preventDefault).toHaveBeenCalledOnce()
  })
})
