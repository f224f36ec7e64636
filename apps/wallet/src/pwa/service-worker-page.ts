/** How often an open wallet asks whether there is a newer build. */
const UPDATE_EVERY_MS = 3_600_000
const RETRY_MS = 30_000
/** A worker that does not take over by then has a fault of its own; paying does not wait for it. */
const TAKE_OVER_MS = 3_000

// The development server changes the files under the page.
const isUsed = import.meta.env.PROD && 'serviceWorker' in navigator

/** Keeps the page on this phone, so that the wallet opens without a network. */
export async function registerServiceWorker(): Promise<void> {
  if (!isUsed) return
  try {
    const registration = await navigator.serviceWorker.register('./service-worker.js', { scope: './' })
    // Registering again also asks whether there is a newer build, and starts over where the files could not all be had.
    window.setTimeout(() => void registerServiceWorker(), registration.active ? UPDATE_EVERY_MS : RETRY_MS)
  } catch (error) {
    window.setTimeout(() => void registerServiceWorker(), RETRY_MS)
    console.warn('the wallet is not kept for starts without a network', error)
  }
}

/** Starts the page again as the newer build, where one waits. Called before the first screen, and when the member agrees. */
export async function becomeNewestBuild(): Promise<void> {
  if (!isUsed) return
  const waiting = (await navigator.serviceWorker.getRegistration('./'))?.waiting
  if (!waiting) return
  await new Promise<void>((resolve) => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    waiting.postMessage('take_over')
    window.setTimeout(resolve, TAKE_OVER_MS)
  })
}

/** Calls back when a newer build waits for the member's word; returns what ends that. */
export function onNewerBuild(tell: () => void): () => void {
  const end = new AbortController()
  if (isUsed) void listen(tell, end.signal)
  return () => end.abort()
}

async function listen(tell: () => void, signal: AbortSignal): Promise<void> {
  const registration = await navigator.serviceWorker.ready
  if (signal.aborted) return
  const look = () => {
    // The first installation has nothing to replace.
    if (registration.waiting && navigator.serviceWorker.controller) tell()
  }
  look()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', look), { signal })
}
