/** A worker that does not take over by then has a fault of its own; selling does not wait for it. */
const TAKE_OVER_MS = 3000
const RETRY_MS = 30_000
const UPDATE_EVERY_MS = 3_600_000

// Electron serves the files itself, and the development server changes them.
const isUsed = import.meta.env.PROD && location.protocol.startsWith('http') && 'serviceWorker' in navigator

/** Keeps the page on this device, so that a terminal in a browser starts without the server. */
export async function registerServiceWorker(): Promise<void> {
  if (!isUsed) return
  try {
    const registration = await navigator.serviceWorker.register('./service-worker.js', { scope: './' })
    // Registering again also asks whether there is a newer build, and starts over where the files could not all be had.
    window.setTimeout(() => void registerServiceWorker(), registration.active ? UPDATE_EVERY_MS : RETRY_MS)
  } catch (error) {
    window.setTimeout(() => void registerServiceWorker(), RETRY_MS)
    console.warn('the terminal is not kept for starts without the server', error)
  }
}

/** Starts the page again as the newer build, where one has arrived since. It never takes over in the middle of a sale. */
export async function becomeNewestBuild(): Promise<void> {
  if (!isUsed) return
  const registration = await navigator.serviceWorker.getRegistration('./')
  const { waiting } = registration ?? {}
  if (!waiting) return
  await new Promise<void>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    waiting.postMessage('take_over')
    window.setTimeout(resolve, TAKE_OVER_MS)
  })
}
