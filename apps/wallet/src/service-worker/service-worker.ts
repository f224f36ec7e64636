/// <reference lib="webworker" />

// Put in by precache-plugin.ts: the build's files, and a version that changes with any of them.
declare const PRECACHE: { version: string; files: string[] }

/**
 * Keeps the whole page on the phone, so that the wallet opens and shows its codes without a network. It holds files of one build only and
 * never an answer of the API: what a member sees of money is kept by the page, and wiped when they sign out.
 */
const worker = self as unknown as ServiceWorkerGlobalScope
const NAME = 'mps-wallet-'
const CACHE = `${NAME}${PRECACHE.version}`
const PAGE = 'index.html'
const kept = new Set(PRECACHE.files.map((file) => new URL(file, worker.registration.scope).href))

worker.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE)
      // Past the HTTP cache: files of another build under the same name would mix two builds.
      await cache.addAll([...kept].map((url) => new Request(url, { cache: 'reload' })))
    })(),
  )
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys()
      await Promise.all(names.filter((name) => name.startsWith(NAME) && name !== CACHE).map((name) => caches.delete(name)))
      // The first visit counts: a reload a moment later may already be without a network.
      await worker.clients.claim()
    })(),
  )
})

worker.addEventListener('message', (event) => {
  if (event.data === 'take_over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = request.mode === 'navigate' ? new URL(PAGE, worker.registration.scope).href : request.url
  if (kept.has(url)) event.respondWith(answer(url, request))
})

async function answer(url: string, request: Request): Promise<Response> {
  const cached = await caches.match(url, { cacheName: CACHE })
  return cached ?? fetch(request)
}
