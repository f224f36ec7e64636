import { z } from 'zod'
import { RejectionCode } from './decline-codes.ts'
import { Instant } from './entry.ts'
import { AnyUuid } from './ids.ts'
import { plainText } from './text.ts'

/**
 * An export of a terminal's log, as the admin's import takes it: this JSON, gzipped, then encrypted to the platform's key as an age file
 * (https://age-encryption.org/v1, X25519), so that the file says nothing to whoever carries it. The entries are the signed bytes; nothing in
 * the file is believed that the terminal has not signed.
 */
export const LogExport = z.strictObject({
  format: z.literal('mps-log-1'),
  terminalId: AnyUuid,
  label: plainText(0, 200),
  exportedAt: Instant,
  app: plainText(1, 60),
  /** The numbers made, by epoch: what is missing from `entries` was removed after its 35 days. */
  lastSeqs: z.array(z.strictObject({ epoch: z.int().min(1), seq: z.int().min(0) })).max(1000),
  /** As `POST /v1/terminal/entries` takes them, each judged for itself. */
  entries: z.array(z.unknown()).max(200_000),
})
export type LogExport = z.infer<typeof LogExport>

/** An age recipient of the platform: what `age -r` takes. */
export const ExportRecipient = z.string().regex(/^age1[02-9ac-hj-np-z]{58}$/)

/** The largest file that an import takes, in bytes: some 30,000 entries. */
export const MAX_LOG_FILE_BYTES = 20_000_000

export const LogImportRequest = z.strictObject({
  /** The exported file, base64. */
  file: z
    .base64()
    .min(4)
    .max(Math.ceil(MAX_LOG_FILE_BYTES / 3) * 4),
})
export type LogImportRequest = z.infer<typeof LogImportRequest>

const count = z.int().min(0)

/** What became of an imported log. The same file again gives the same outcomes: every entry is its own idempotency key. */
export const LogImportResult = z.object({
  terminalId: AnyUuid,
  exportedAt: Instant,
  entries: count,
  /** How often this file has been imported, this time included. */
  timesImported: z.int().min(1),
  states: z.object({ settled: count, declined: count, voided: count, recorded: count, rejected: count }),
  /** Why entries were not taken, the first hundred of them. */
  rejected: z.array(z.object({ id: AnyUuid.nullable(), code: RejectionCode, retryable: z.boolean() })).max(100),
})
export type LogImportResult = z.infer<typeof LogImportResult>
