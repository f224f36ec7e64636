import { z } from 'zod'

/** A whole number of a query. `z.coerce` would take "", "0x10", "1e3" and ["5"] for numbers. */
export const QueryInt = z
  .string()
  .regex(/^\d{1,15}$/)
  .transform(Number)
