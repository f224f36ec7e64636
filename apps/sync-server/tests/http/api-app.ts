import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import type { Context } from '../../src/context.ts'
import { apiRouter } from '../../src/http/api-router.ts'
import type { Route } from '../../src/http/implement.ts'
import { assignRequestId } from '../../src/http/request-context.ts'
import { notFound, problemHandler } from '../../src/problem.ts'
import { remoteCalls, type TestServer } from '../support/test-server.ts'

/** Endpoints that only a test has, behind the real router, on a server's own context. */
export async function startApi(ctx: Context, routes: Route[]): Promise<Pick<TestServer, 'call'> & { url: string; stop(): Promise<void> }> {
  const app = express()
  app.set('query parser', 'simple')
  app.use(assignRequestId, apiRouter(ctx, routes), notFound, problemHandler(ctx.logger))
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { ...remoteCalls(url), url, stop }
}
