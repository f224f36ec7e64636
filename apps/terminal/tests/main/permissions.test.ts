import type { PermissionCheckHandlerHandlerDetails, PermissionRequest, WebContents } from 'electron'
import { describe, expect, it } from 'vitest'
import { setupPermissions } from '../../src/main/permissions.ts'

type Session = Parameters<typeof setupPermissions>[0]
type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>
type Permission = Parameters<RequestHandler>[1]

const OURS = 'app://terminal/index.html'
// Every permission of Electron 45; the type makes a name that is none an error.
const OTHERS: Permission[] = [
  'ar',
  'automatic-fullscreen',
  'background-fetch',
  'background-sync',
  'captured-surface-control',
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'geolocation-approximate',
  'hand-tracking',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-fonts',
  'local-network',
  'local-network-access',
  'loopback-network',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'nfc',
  'notifications',
  'openExternal',
  'payment-handler',
  'periodic-background-sync',
  'pointerLock',
  'screen-wake-lock',
  'sensors',
  'serial',
  'smart-card',
  'speaker-selection',
  'storage-access',
  'system-wake-lock',
  'top-level-storage-access',
  'usb',
  'vr',
  'web-app-installation',
  'web-printing',
  'window-management',
  'unknown',
]

/** The handlers that setupPermissions gives Electron. */
function handlers() {
  let onRequest: RequestHandler | null = null
  let onCheck: CheckHandler | null = null
  let onDevice: ((details: never) => boolean) | null = null
  setupPermissions({
    setPermissionRequestHandler: (handler) => (onRequest = handler),
    setPermissionCheckHandler: (handler) => (onCheck = handler),
    setDevicePermissionHandler: (handler) => (onDevice = handler),
  })
  const contents = {} as WebContents
  return {
    request: (permission: Permission, details: object): boolean => {
      let granted: boolean | undefined
      const asked = { isMainFrame: true, requestingUrl: OURS, ...details } as PermissionRequest
      onRequest!(contents, permission, (answer) => (granted = answer), asked)
      if (granted === undefined) throw new Error('the request was left without an answer')
      return granted
    },
    check: (permission: Permission, origin: string, details: Partial<PermissionCheckHandlerHandlerDetails> = {}): boolean =>
      onCheck!(contents, permission, origin, { isMainFrame: true, ...details }),
    device: () => onDevice!({} as never),
  }
}

describe('permissions', () => {
  it('grant the camera’s picture to our page', () => {
    expect(handlers().request('media', { mediaTypes: ['video'] })).toBe(true)
    expect(handlers().check('media', 'app://terminal', { mediaType: 'video' })).toBe(true)
    expect(handlers().check('media', 'app://terminal/', { mediaType: 'video' })).toBe(true)
  })

  it('grant storage that is not evicted to our page', () => {
    expect(handlers().request('persistent-storage', {})).toBe(true)
    expect(handlers().check('persistent-storage', 'app://terminal')).toBe(true)
  })

  it.each([[['audio']], [['video', 'audio']], [[]], [undefined]])('refuse media of the types %j', (mediaTypes) => {
    expect(handlers().request('media', { mediaTypes })).toBe(false)
  })

  it.each(['audio', 'unknown', undefined] as const)('say that media of the type %s was not granted', (mediaType) => {
    expect(handlers().check('media', 'app://terminal', mediaType ? { mediaType } : {})).toBe(false)
  })

  it.each(OTHERS)('refuse %s', (permission) => {
    expect(handlers().request(permission, { mediaTypes: ['video'] })).toBe(false)
    expect(handlers().check(permission, 'app://terminal', { mediaType: 'video' })).toBe(false)
  })

  it.each(['https://example.com/', 'app://evil/', 'app://terminal.evil/', 'file:///index.html', 'http://terminal/', 'null', ''])(
    'refuse all to %j',
    (url) => {
      const { request, check } = handlers()
      expect([
        request('media', { mediaTypes: ['video'], requestingUrl: url }),
        request('persistent-storage', { requestingUrl: url }),
      ]).toEqual([false, false])
      expect([check('media', url, { mediaType: 'video' }), check('persistent-storage', url)]).toEqual([false, false])
    },
  )

  it('refuse all to a frame within our page', () => {
    const { request, check } = handlers()
    expect(request('media', { mediaTypes: ['video'], isMainFrame: false })).toBe(false)
    expect(check('persistent-storage', 'app://terminal', { isMainFrame: false })).toBe(false)
  })

  it('refuse every USB, HID, serial and Bluetooth device', () => {
    expect(handlers().device()).toBe(false)
  })
})
