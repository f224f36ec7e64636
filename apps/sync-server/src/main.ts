import { readConfig } from './config/config.ts'
import { EnvironmentError } from './config/env.ts'
import { type RunningServer, startServer } from './server.ts'

/** Ends with 0 after a signal to stop, once everything taken has been answered; a second signal ends it at once. */
function stopOnSignal(server: RunningServer): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      process.once(signal, () => process.exit(1))
      server.close().then(
        () => process.exit(0),
        (error: unknown) => {
          server.context.logger.fatal({ err: error }, 'stopping failed')
          process.exit(1)
        },
      )
    })
  }
}

function fail(error: unknown): never {
  const known = error instanceof EnvironmentError
  console.error(known ? error.message : error)
  process.exit(1)
}

try {
  stopOnSignal(await startServer(readConfig(process.env)))
} catch (error) {
  fail(error)
}
