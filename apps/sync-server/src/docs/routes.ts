import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { type RequestHandler, Router } from 'express'
import helmet from 'helmet'
import { openApiDocument } from './openapi-document.ts'

/** The page loads its own files and the document, and nothing from elsewhere. Swagger UI sets styles and draws its icons from data. */
const PAGE_POLICY = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
}

const PAGE = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>MPS API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><main id="reference"></main><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body>
</html>
`
// A validator on the internet is asked by default.
const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', validatorUrl: null, deepLinking: true, docExpansion: 'none', displayRequestDuration: true })\n`

/** `GET /openapi.json`, and `/docs/`, the reference page, from files of this machine. */
export function docsRouter(): Router {
  const router = Router()
  const document = madeOnce(() => JSON.stringify(openApiDocument()))
  router.get('/openapi.json', (req, res) => {
    const { text, etag } = document()
    res.setHeader('ETag', etag).setHeader('Cache-Control', 'no-cache')
    if (req.get('if-none-match') === etag) res.status(304).end()
    else res.type('application/json').send(text)
  })
  const policy = helmet({ contentSecurityPolicy: PAGE_POLICY, xFrameOptions: { action: 'deny' } })
  const page = (type: string, text: string): RequestHandler[] => [
    policy,
    (_req, res) => void res.setHeader('Cache-Control', 'no-cache').type(type).send(text),
  ]
  router.get('/docs', ...page('html', PAGE))
  router.get('/docs/start.js', ...page('js', START))
  for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js']) router.get(`/docs/${file}`, policy, swaggerFile(file))
  return router
}

/** From the package where it is installed; a deployment without it has the document and no page. */
function swaggerFile(file: string): RequestHandler {
  const folder = swaggerFolder()
  if (folder === null || !existsSync(join(folder, file))) return (_req, _res, next) => next()
  return (_req, res) => res.sendFile(file, { root: folder, maxAge: '1h' })
}

function swaggerFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  } catch {
    return null
  }
}

function madeOnce(make: () => string): () => { text: string; etag: string } {
  let made: { text: string; etag: string } | undefined
  return () => {
    if (made) return made
    const text = make()
    made = { text, etag: `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"` }
    return made
  }
}
