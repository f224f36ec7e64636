/** The public face of the terminal's log; nothing outside this folder imports its other files. */
export { LogError, type LogErrorCode } from './errors.ts'
export { browserIdentity } from './browser-identity.ts'
export { browserJournal } from './browser-journal.ts'
export { openTerminalLog } from './open-log.ts'
export type * from './ports.ts'
export type * from './types.ts'
