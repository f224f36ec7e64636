import { createHash } from 'node:crypto'
import { terminalAdminApi } from '@mps/shared/api'
import { newPairingCode } from '../admin/enrol.ts'
import { callFunction, perform } from '../db/call-function.ts'
import { implement, type Route } from '../http/implement.ts'
import { readGaps } from './read-gaps.ts'
import { listTerminals, readTerminal } from './read-terminals.ts'

/** Terminals, as the platform looks after them and their shops see them. */
export function terminalAdminRoutes(): Route[] {
  return implement(terminalAdminApi, {
    listTerminals: ({ query, transact }) => transact((client) => listTerminals(client, query)),
    createTerminal: ({ body, transact }) =>
      transact(async (client) => ({ id: await callFunction<string>(client, 'app.create_terminal', body.merchantId, body.label) })),
    readTerminal: ({ params, transact }) => transact((client) => readTerminal(client, params.terminalId)),
    renameTerminal: ({ params, body, transact }) =>
      transact((client) => perform(client, 'app.rename_terminal', params.terminalId, body.label)),
    openPairing: ({ params, transact }) =>
      transact(async (client) => {
        const pairingCode = newPairingCode()
        const hash = createHash('sha256').update(pairingCode).digest()
        return { pairingCode, expiresAt: await callFunction<string>(client, 'auth.new_pairing_code', params.terminalId, hash) }
      }),
    revokeTerminal: ({ params, body, transact }) =>
      transact((client) => perform(client, 'app.revoke_terminal', params.terminalId, body.drain, body.at ?? null, body.reason)),
    readTerminalGaps: ({ params, transact }) =>
      transact(async (client) => {
        await readTerminal(client, params.terminalId)
        return readGaps(client, params.terminalId)
      }),
    releaseEntry: ({ params, body, transact }) =>
      transact((client) => perform(client, 'app.release_entry', params.terminalId, body.entryId, body.reason)),
    listAllGaps: ({ transact }) => transact((client) => readGaps(client, null)),
    listMyTerminals: ({ actor, query, transact }) =>
      transact((client) => listTerminals(client, { ...query, merchantId: actor.merchantId })),
  })
}
