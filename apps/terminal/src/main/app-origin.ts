/** The scheme that the renderer's files are served under; an origin of its own, where `file:` would have none. */
export const APP_SCHEME = 'app'
export const APP_HOST = 'terminal'
export const START_URL = `${APP_SCHEME}://${APP_HOST}/index.html`

/** Whether an address (or an origin) is our own page's. Compared part by part: WHATWG gives a scheme of one's own no origin. */
export function isOwnUrl(address: string): boolean {
  const url = URL.parse(address)
  if (!url) return false
  return url.protocol === `${APP_SCHEME}:` && url.hostname === APP_HOST && url.port === '' && url.username === '' && url.password === ''
}
