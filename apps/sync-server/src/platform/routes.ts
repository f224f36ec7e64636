import { platformApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import { perform } from '../db/call-function.ts'
import { implement, type Route } from '../http/implement.ts'
import { listAlerts } from './list-alerts.ts'
import { readLevels, levelRows } from './levels.ts'
import { readSettings, settingsColumns } from './settings.ts'
import { listSigningKeys, rotateSigningKey } from './signing-keys.ts'

/** What holds for the whole platform: settings, levels, code-signing keys, alerts. */
export function platformRoutes(ctx: Context): Route[] {
  return implement(platformApi, {
    readSettings: ({ transact }) => transact(readSettings),
    changeSettings: ({ body, transact }) =>
      transact((client) => perform(client, 'app.update_platform_settings', JSON.stringify(settingsColumns(body)))),
    readLevels: ({ transact }) => transact(async (client) => ({ levels: await readLevels(client) })),
    setLevels: ({ body, transact }) =>
      transact((client) => perform(client, 'app.replace_membership_levels', JSON.stringify(levelRows(body.levels)))),
    listSigningKeys: ({ transact }) => transact(async (client) => ({ keys: await listSigningKeys(client) })),
    rotateSigningKey: ({ body, transact }) => transact((client) => rotateSigningKey(ctx, client, body.validFrom)),
    retireSigningKey: ({ params, transact }) => transact((client) => perform(client, 'auth.retire_signing_key', params.keyId)),
    listAlerts: ({ query, transact }) => transact((client) => listAlerts(client, query)),
    acknowledgeAlert: ({ params, transact }) => transact((client) => perform(client, 'app.acknowledge_alert', params.alertId)),
  })
}
