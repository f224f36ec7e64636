import { logImportApi } from '@mps/shared/api'
import type { Context } from '../context.ts'
import type { ReceiveCarried } from '../entries/receive-entries.ts'
import { implement, type Route } from '../http/implement.ts'
import { importLog } from './import-log.ts'

/** Logs that an admin brings as files. */
export function logImportRoutes(ctx: Context, receive: ReceiveCarried): Route[] {
  return implement(logImportApi, {
    importTerminalLog: ({ actor, params, body }) =>
      importLog(ctx, receive, { adminId: actor.adminId, terminalId: params.terminalId, file: Buffer.from(body.file, 'base64') }),
  })
}
