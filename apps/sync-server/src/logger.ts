import { pino, type DestinationStream, type Logger } from 'pino'
import { currentRequestId } from './http/request-context.ts'

export type { Logger } from 'pino'

/** Fields that are never written, wherever they sit in the first two levels of what is logged. */
const SECRET_FIELDS = [
  'code',
  'paymentCode',
  'pairingCode',
  'pin',
  'pinHash',
  'token',
  'access_token',
  'client_assertion',
  'authorization',
  'cookie',
  'password',
  'secret',
  'phone',
  'email',
  'login',
  'sig',
  'body',
]

/** JSON lines, one event each, with the id of the request they belong to. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'mps-sync-server' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: '[hidden]' },
    serializers: { err: describeError, error: describeError },
    mixin: () => {
      const requestId = currentRequestId()
      return requestId ? { requestId } : {}
    },
  }
  return pino(options, destination ?? inTurns())
}

/**
 * A destination whose lines of one turn of the event loop leave in one write: a set of charges logs one for each. Never by sonic-boom's flushSync
 * as long as the process lives: it also fsyncs, and a log in a file then made every turn wait for the disk that settlement commits to.
 */
export function inTurns(fd = 1): DestinationStream {
  const out = pino.destination({ fd, sync: true, minLength: 0 })
  let lines = ''
  const writeOut = () => {
    const text = lines
    lines = ''
    if (text !== '') out.write(text)
  }
  process.once('exit', writeOut)
  const write = (line: string) => {
    if (lines === '') setImmediate(writeOut)
    lines += line
  }
  // pino asks for flushSync after a fatal line.
  const flushSync = () => {
    writeOut()
    out.flushSync()
  }
  return Object.assign({ write }, { flushSync })
}

/**
 * An error for the log: its name, message, code and stack, and nothing else. A driver's error also carries the row it failed on
 * (`detail`) and a validation error the input; both may hold personal values.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) }
  const { name, message, stack } = error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // "code" itself is hidden: it is the name of a member's payment code.
  return { name, message, stack, ...(code && { errorCode: code }), ...(error.cause !== undefined && { cause: describeError(error.cause) }) }
}
