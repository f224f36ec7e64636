import type { CrashReport } from '../../ipc.ts'
import { scrub } from '../../scrub.ts'
import type { TerminalLog } from '../log/index.ts'

type Facts = { app: string; browser: string; storage: { usage: number | null; quota: number | null }; crashes: readonly CrashReport[] }

/** What support needs to know of this terminal: states, figures and what went wrong; no code, key, PIN, name of a member or amount of a sale. */
export function diagnosticsText(log: TerminalLog, { app, browser, storage, crashes }: Facts): string {
  const { config, checkedAt, ageS } = log.config.get()
  const identity = log.identity.get()
  const { error, ...stored } = log.storage.get()
  const facts = {
    madeAt: log.now(),
    app,
    browser,
    terminal: identity && { id: identity.terminalId, epoch: identity.epoch },
    connection: log.connection.get(),
    clock: log.clock.get(),
    queue: log.queue.get(),
    storage: { ...stored, ...storage, error: error?.code ?? null },
    config: { revision: config?.revision ?? null, policy: config?.policy.revision ?? null, checkedAt, ageS },
    diagnostics: log.diagnostics.get().map(({ at, code, detail }) => ({ at, code, detail: scrub(detail) })),
    crashes,
  }
  return `${JSON.stringify(facts, null, 2)}\n`
}
