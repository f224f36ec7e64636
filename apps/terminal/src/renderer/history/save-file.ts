const RELEASE_AFTER_MS = 60_000

/** Saves a file where the browser saves what is downloaded. */
export function saveFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The download reads the address after this turn; a minute is long enough for any disk.
  window.setTimeout(() => URL.revokeObjectURL(address), RELEASE_AFTER_MS)
}
