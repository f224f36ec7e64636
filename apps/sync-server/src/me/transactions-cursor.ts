import { AnyUuid } from '@mps/shared'
import { z } from 'zod'

/** The row of a list of transactions after which the next page begins; `at` has PostgreSQL's microseconds, which a Date would lose. */
const Cursor = z.object({
  at: z.iso.datetime({ offset: true }).refine((at) => at >= '2000', 'before anything happened'),
  id: AnyUuid,
})
export type Cursor = z.infer<typeof Cursor>

/**
 * Callers pass a cursor back and read nothing in it.
 * @param at PostgreSQL's own text of a timestamptz, such as `2026-11-23 08:42:00.123456+00`
 */
export function encodeCursor({ at, id }: Cursor): string {
  const iso = at.replace(' ', 'T').replace(/[+-]\d\d$/, '$&:00')
  return Buffer.from(JSON.stringify({ at: iso, id })).toString('base64url')
}

/** Reads a cursor; what `encodeCursor` cannot have made fails the validation. */
export const CursorText = z
  .string()
  .max(200)
  .transform((text, context) => {
    const parsed = Cursor.safeParse(jsonOrNull(Buffer.from(text, 'base64url').toString('utf8')))
    if (parsed.success) return parsed.data
    context.addIssue('not a cursor of this list')
    return z.NEVER
  })

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
