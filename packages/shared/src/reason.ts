import { z } from 'zod'
import { plainText } from './text.ts'

/** Why somebody did what the audit trail will show; nothing personal goes in. */
export const Reason = plainText(1, 200)

/** A body that says why, and nothing else. */
export const ReasonRequest = z.strictObject({ reason: Reason })
