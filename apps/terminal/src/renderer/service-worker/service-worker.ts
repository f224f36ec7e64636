/// <reference lib="webworker" />
import { pathOfPage } from './page-path.ts'

// Put in by precache-plugin.ts: the build's files, and a version that changes with any of them.
declare const PRECACHE: { version: string; files: string[] }

/**
 * Keeps the whole page on the device, so that a terminal in a browser starts, signs in and charges while the server is away. It holds files
 * of one build only and never an answer of the API: money is the log's business.
 */
const worker = self as unknown as ServiceWorkerGlobalScope
const CACHE = `mps-terminal-${PRECACHE.version}`
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
      await Promise.all(names.filter((name) => name.startsWith('mps-terminal-') && name !== CACHE).map((name) => caches.delete(name)))
      // The first visit counts: a reload a moment later may already be without the server.
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
  const url = request.mode === 'navigate' ? new URL(pathOfPage, worker.registration.scope).href : request.url
  if (kept.has(url)) event.respondWith(answer(url, request))
})

async function answer(url: string, request: Request): Promise<Response> {
  const cached = await caches.match(url, { cacheName: CACHE })
  return cached ?? fetch(request)
}
