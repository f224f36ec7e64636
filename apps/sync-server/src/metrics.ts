import type { RequestHandler } from 'express'
import type pg from 'pg'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = { registry: Registry; observeRequests: RequestHandler }

/**
 * What Prometheus reads: the process with its event-loop lag, the pool, and requests by route and status. Other parts add theirs to
 * `registry`.
 */
export function createMetrics(pool: pg.Pool): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  watchPool(registry, pool)
  return { registry, observeRequests: observeRequests(registry) }
}

function watchPool(registry: Registry, pool: pg.Pool): void {
  const counts = { total: () => pool.totalCount, idle: () => pool.idleCount, waiting: () => pool.waitingCount }
  const gauge = new Gauge({
    name: 'mps_database_pool',
    help: 'Connections of the pool: all, idle, and requests waiting for one',
    labelNames: ['state'],
    registers: [registry],
    collect: () => {
      for (const [state, count] of Object.entries(counts)) gauge.set({ state }, count())
    },
  })
}

function observeRequests(registry: Registry): RequestHandler {
  const labelNames = ['method', 'route', 'status'] as const
  const total = new Counter({ name: 'mps_http_requests_total', help: 'Requests answered', labelNames, registers: [registry] })
  const duration = new Histogram({
    name: 'mps_http_request_duration_seconds',
    help: 'Time from the request to the end of its answer',
    labelNames,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return (req, res, next) => {
    const startedAt = performance.now()
    res.once('close', () => {
      // The route's pattern and never the path: ids in labels would grow without end.
      const pattern: unknown = req.route?.path
      const route = typeof pattern === 'string' ? `${req.baseUrl}${pattern}` : 'none'
      const labels = { method: req.method, route, status: String(res.statusCode) }
      total.inc(labels)
      duration.observe(labels, (performance.now() - startedAt) / 1000)
    })
    next()
  }
}
