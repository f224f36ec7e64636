import { z } from 'zod'

const outcomeNo = z.int().min(0)

/** What the server says on `GET /v1/terminal/events`, as the data of a server-sent event of the same name. */
export const TerminalEvent = z.discriminatedUnion('type', [
  /** First on every connection: what may have been missed is asked for by these. */
  z.object({ type: z.literal('hello'), lastOutcomeNo: outcomeNo }),
  /** The configuration may have changed: ask for it with its ETag. */
  z.object({ type: z.literal('config') }),
  /** There are outcomes up to this number. */
  z.object({ type: z.literal('outcome'), lastOutcomeNo: outcomeNo }),
  /** This terminal has been revoked; the connection ends. */
  z.object({ type: z.literal('revoked') }),
  /** The server stops or the token ends: connect again, with a newer token. */
  z.object({ type: z.literal('bye') }),
])
export type TerminalEvent = z.infer<typeof TerminalEvent>
