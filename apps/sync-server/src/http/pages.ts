import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type RequestHandler, Router } from 'express'
import helmet from 'helmet'

/** What the terminal's and the wallet's pages may load: themselves, the QR engine's wasm and its workers. Nothing from elsewhere. */
const PAGE_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'", "'wasm-unsafe-eval'"],
    workerSrc: ["'self'", 'blob:'],
    connectSrc: ["'self'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    mediaSrc: ["'self'", 'blob:'],
    styleSrc: ["'self'", "'unsafe-inline'"],
    fontSrc: ["'self'"],
    manifestSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
    objectSrc: ["'none'"],
  },
}

/** An API answers data: no page may come of it, and no browser may guess at it. The rest of helmet's headers are about pages, and go with those. */
const API_HEADERS = new Map([
  ['Content-Security-Policy', "default-src 'none';frame-ancestors 'none'"],
  ['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
])

export const apiHeaders: RequestHandler = (_req, res, next) => {
  res.setHeaders(API_HEADERS)
  next()
}

/** Serves one built page with its assets; an address below it that is no file gets the page, which routes by itself. */
export function pages(folder: string): Router {
  const router = Router()
  router.use(helmet({ contentSecurityPolicy: PAGE_POLICY, xFrameOptions: { action: 'deny' } }), allowCamera)
  router.use(express.static(folder, { index: 'index.html', redirect: false, setHeaders: cacheByName }))
  router.get('/{*path}', (req, res, next) => {
    const wantsPage = req.accepts(['json', 'html']) === 'html' && !/\.\w+$/.test(req.path)
    if (!wantsPage || !existsSync(join(folder, 'index.html'))) return next()
    res.sendFile('index.html', { root: folder, headers: { 'Cache-Control': 'no-cache' }, cacheControl: false })
  })
  return router
}

const allowCamera: RequestHandler = (_req, res, next) => {
  res.setHeader('Permissions-Policy', 'camera=(self), microphone=(), geolocation=(), payment=(), usb=()')
  next()
}

/** Names with a content hash never change; the page that names them is asked for each time. */
function cacheByName(res: { setHeader(name: string, value: string): unknown }, path: string): void {
  const hashed = /[.-][A-Za-z0-9_-]{8,}\.(js|css|wasm|woff2|svg|png)$/.test(path) && /[\\/]assets[\\/]/.test(path)
  res.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
}
