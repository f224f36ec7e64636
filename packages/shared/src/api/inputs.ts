import { z } from 'zod'
import { AnyUuid } from '../ids.ts'
import { QueryInt } from '../query.ts'

export { QueryInt }

/** A page of a list: an opaque cursor of the page before, and how many rows. Spread it into a query of your own. */
export const pageQuery = {
  cursor: z.string().min(1).max(400).optional(),
  limit: QueryInt.pipe(z.int().min(1).max(100)).default(20),
}

/** An id in a path: `params: z.object({ cardId: PathId })`. */
export const PathId = AnyUuid
