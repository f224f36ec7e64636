import { z } from 'zod'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { Reason } from './reason.ts'
import { plainText } from './text.ts'

const Label = plainText(1, 60)

/** `POST /v1/admin/terminals`. */
export const NewTerminal = z.strictObject({ merchantId: AnyUuid, label: Label })
export const NewTerminalAnswer = z.object({ id: AnyUuid })
export const TerminalChanges = z.strictObject({ label: Label })

/** Shown once; ten minutes, five tries. */
export const PairingCode = z.object({ pairingCode: z.string(), expiresAt: Instant })

/** `POST …/revoke`: from now on, or from an earlier time; what was recorded before may still drain, or not. */
export const RevokeTerminal = z.strictObject({ at: Instant.optional(), drain: z.boolean().default(true), reason: Reason })

/** A terminal as it last reported; null where it never did. */
export const TerminalState = z.object({
  id: AnyUuid,
  merchantId: AnyUuid,
  label: z.string(),
  status: z.enum(['active', 'revoked']),
  revokedAt: Instant.nullable(),
  drainAllowed: z.boolean(),
  /** How often it was paired; 0 for one that never was. */
  epoch: z.int().min(0),
  lastSeenAt: Instant.nullable(),
  app: z.string().nullable(),
  clockOffsetMs: z.int().nullable(),
  queueDepth: z.int().nullable(),
  queueSum: z.int().nullable(),
  oldestAgeS: z.int().nullable(),
  /** Numbers that it used and the server does not hold. */
  missing: z.int().min(0),
  createdAt: Instant,
})
export type TerminalState = z.infer<typeof TerminalState>
export const TerminalStates = z.object({ terminals: z.array(TerminalState), next: z.string().nullable() })

/** Numbers that are missing, from when they were first missed. */
export const SequenceGap = z.object({
  terminalId: AnyUuid,
  epoch: z.int(),
  from: z.int(),
  to: z.int(),
  noticedAt: Instant.nullable(),
})
/** An entry that was rejected for its place or its time. The last two codes wait for a release. */
export const EntryFault = z.object({
  terminalId: AnyUuid,
  entryId: AnyUuid,
  code: z.enum(['sequence_fork', 'broken_chain', 'clock_untrusted', 'arrived_too_late']),
  epoch: z.int(),
  seq: z.int(),
  recordedAt: Instant,
  firstSeenAt: Instant,
  lastSeenAt: Instant,
  timesSeen: z.int().min(1),
  released: z.boolean(),
})
export const TerminalGaps = z.object({ gaps: z.array(SequenceGap), faults: z.array(EntryFault) })

/** `POST …/releases`: lets one rejected entry in when its terminal sends it again. */
export const ReleaseEntry = z.strictObject({ entryId: AnyUuid, reason: Reason })
