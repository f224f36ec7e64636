import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestHandler } from 'express'
import { uuidv7 } from '@mps/shared'

const storage = new AsyncLocalStorage<{ requestId: string }>()
const WELL_FORMED = /^[A-Za-z0-9_-]{8,64}$/

/** The id of the request being answered, or of the job being run; it reaches every log line and audit row without being passed along. */
export function currentRequestId(): string | undefined {
  return storage.getStore()?.requestId
}

/** Runs something outside a request, such as a set of coalesced charges, under an id of its own. */
export function withRequestId<T>(requestId: string, run: () => T): T {
  return storage.run({ requestId }, run)
}

/** Takes the caller's X-Request-Id where it is harmless, else makes one; answers name it. */
export const assignRequestId: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id')
  const requestId = given && WELL_FORMED.test(given) ? given : uuidv7()
  res.setHeader('X-Request-Id', requestId)
  storage.run({ requestId }, next)
}
