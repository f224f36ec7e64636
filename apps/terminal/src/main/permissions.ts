import type { MediaAccessPermissionRequest, PermissionCheckHandlerHandlerDetails, PermissionRequest, Session } from 'electron'
import { isOwnUrl } from './app-origin.ts'

/** What the page is granted: the camera's picture, and storage that is not evicted. Electron grants everything by default. */
export function setupPermissions(
  session: Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>,
): void {
  session.setPermissionRequestHandler((_contents, permission, grant, details) => grant(mayHave(permission, details)))
  session.setPermissionCheckHandler((_contents, permission, origin, details) => hasAlready(permission, origin, details))
  session.setDevicePermissionHandler(() => false)
}

/** The page asks for something. */
function mayHave(permission: string, details: PermissionRequest | MediaAccessPermissionRequest): boolean {
  if (!details.isMainFrame || !isOwnUrl(details.requestingUrl)) return false
  if (permission === 'persistent-storage') return true
  return permission === 'media' && asksForVideoOnly(details)
}

function asksForVideoOnly(details: PermissionRequest | MediaAccessPermissionRequest): boolean {
  const types = 'mediaTypes' in details ? (details.mediaTypes ?? []) : []
  return types.length > 0 && types.every((type) => type === 'video')
}

/** Chromium wants to know whether the page has something without asking. */
function hasAlready(permission: string, origin: string, { isMainFrame, mediaType }: PermissionCheckHandlerHandlerDetails): boolean {
  if (!isMainFrame || !isOwnUrl(origin)) return false
  return permission === 'persistent-storage' || (permission === 'media' && mediaType === 'video')
}
