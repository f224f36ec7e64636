const KEY = 'mps-terminal-server'

/** The sync server's origin that an admin typed into this device; null before pairing, and always in a browser. */
export function serverAddress(): string | null {
  return localStorage.getItem(KEY)
}

export function keepServerAddress(origin: string): void {
  localStorage.setItem(KEY, origin)
}
