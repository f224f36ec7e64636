/** Chromium's offer to install; not in TypeScript's library, for no standard has it. */
type InstallOffer = Event & { prompt: () => Promise<{ outcome: 'accepted' | 'dismissed' }> }

let offer: InstallOffer | null = null
const listeners = new Set<() => void>()

/** Keeps the browser's offer for the settings screen; called before anything is shown, for it comes once and early. */
export function watchInstallOffer(): void {
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    set(event as InstallOffer)
  })
  window.addEventListener('appinstalled', () => set(null))
}

export const subscribeInstall = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const canInstall = (): boolean => offer !== null

export async function install(): Promise<void> {
  const { outcome } = (await offer?.prompt()) ?? { outcome: 'dismissed' }
  if (outcome === 'accepted') set(null)
}

/** Whether the wallet runs as an app of its own already. */
export function isInstalled(): boolean {
  return matchMedia('(display-mode: standalone)').matches
}

function set(next: InstallOffer | null): void {
  offer = next
  for (const listener of listeners) listener()
}
