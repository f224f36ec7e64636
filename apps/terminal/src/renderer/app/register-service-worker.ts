/** A worker that does not take over by then has a fault of its own; selling does not wait for it. */
const TAKE_OVER_MS = 3000

// Electron serves the files itself, and the development server changes them.
const isUsed = import.meta.env.PROD && location.protocol.startsWith('http') && 'serviceWorker' in navigator

/** Keeps the page on this device, so that a terminal in a browser starts without the server. */
export async function registerServiceWorker(): Promise<void> {
  if (!isUsed) return
  try {
    await navigator.serviceWorker.register('./service-worker.js', { scope: './' })
  } catch (error) {
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
