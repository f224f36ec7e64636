import { AnyUuid } from '@mps/shared'
import { z } from 'zod'

/** The cursor of a list that pages by id alone: callers pass it back and read nothing in it. */
const IdCursor = z
  .string()
  .transform((text) => Buffer.from(text, 'base64url').toString('utf8'))
  .pipe(AnyUuid)
const Page = z.object({ cursor: IdCursor.optional() })

/** The id after which the page begins, or null for the first page; what no page ended with fails the validation. */
export function idOfCursor(cursor: string | undefined): string | null {
  return Page.parse({ cursor }).cursor ?? null
}

/** Cuts rows, of which one more was read than asked for, to a page and its cursor. */
export function idPage<Row extends { id: string }>(rows: Row[], limit: number): { page: Row[]; next: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { page, next: rows.length > limit && last ? Buffer.from(last.id).toString('base64url') : null }
}
