import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApp } from './app.ts'
import type { Config } from './config/config.ts'
import { type Context, createContext } from './context.ts'
import { startJobs } from './jobs/start-jobs.ts'
import type { Logger } from './logger.ts'
import { start } from './startup.ts'
import { startWebhooks } from './webhooks/start-webhooks.ts'

export type RunningServer = {
  url: string
  context: Context
  /** Takes nothing new, finishes what was taken, closes the pool. A second call waits for the first. */
  close(): Promise<void>
}

/** Starts the server; with port 0 on a free port. Tests run it exactly as `main.ts` does. */
export async function startServer(config: Config, logger?: Logger): Promise<RunningServer> {
  const context = await createContext(config, logger)
  const server = createServer(createApp(context))
  // A reverse proxy keeps its connections for a minute; the shorter end must be the proxy's, or it sends into a closing one.
  server.keepAliveTimeout = 65_000
  try {
    await listen(server, config)
    await start(context)
    if (config.runsJobs) {
      startJobs(context)
      startWebhooks(context)
    }
  } catch (error) {
    server.close()
    await context.close()
    throw error
  }
  const { port } = server.address() as AddressInfo
  const url = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  context.logger.info({ url }, 'server started')
  let closing: Promise<void> | undefined
  return { url, context, close: () => (closing ??= drain(server, context)) }
}

function listen(server: Server, { host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function drain(server: Server, context: Context): Promise<void> {
  context.drain()
  context.logger.info('draining')
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  // A kept-alive connection stays open after its last answer; one that is in use gets its answer, and after the limit it is cut.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  const limit = setTimeout(() => server.closeAllConnections(), context.config.drainTimeoutMs)
  await closed
  clearInterval(sweep)
  clearTimeout(limit)
  await context.close()
  context.logger.info('server stopped')
}
