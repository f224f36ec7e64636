import { z } from 'zod'
import { LogImportRequest, LogImportResult } from '../log-export.ts'
import { declare } from './endpoint.ts'
import { PathId } from './inputs.ts'

/** A terminal's log that came as a file, because its network or its device is gone. */
export const logImportApi = declare('Log imports', {
  importTerminalLog: {
    method: 'POST',
    path: '/v1/admin/terminals/{terminalId}/log-imports',
    actor: 'admin',
    summary: 'Import an exported log of a terminal',
    description:
      'The file is what the terminal exported: encrypted to the platform, signed entry by entry. Each entry is judged as if the terminal had sent it, so importing a file twice, or what has been sent as well, changes nothing.',
    params: z.object({ terminalId: PathId }),
    body: LogImportRequest,
    answers: { 200: LogImportResult },
    problems: ['log_export_unreadable', 'log_export_of_another'],
    repeatable: 'each entry is its own idempotency key',
    bodyLimit: '28mb',
  },
})
