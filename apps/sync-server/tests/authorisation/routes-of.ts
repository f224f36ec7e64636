import type { Express } from 'express'

type Layer = {
  route?: { path: unknown; stack: { method?: string }[] }
  handle: { stack?: Layer[] }
  /** Mounted at the root, where a route's path is whole. */
  slash?: boolean
  rawPath?: unknown
}

/** Every route of an application at the root or under `/v1`, as `GET /v1/…` with parameters in braces, sorted. */
export function routesOf(app: Express): string[] {
  const layers = (app.router as unknown as { stack: Layer[] }).stack
  return [...new Set(layers.flatMap(ofLayer))].toSorted()
}

function ofLayer({ route, handle, slash, rawPath }: Layer): string[] {
  if (route) {
    const path = String(route.path).replaceAll(/:(\w+)/g, '{$1}')
    // A layer without a method refuses all others.
    return route.stack.flatMap(({ method }) => (method ? [`${method.toUpperCase()} ${path}`] : []))
  }
  if (!handle.stack) return []
  if (slash) return handle.stack.flatMap(ofLayer)
  return String(rawPath).startsWith('/v1') ? [`${String(rawPath)}: a mounted router, in which no declaration is seen`] : []
}
