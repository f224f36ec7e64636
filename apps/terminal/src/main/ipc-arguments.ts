import { AnyUuid } from '@mps/shared'
import { z } from 'zod'
import type { ShellCalls, ShellChannel } from '../ipc.ts'
import { PrinterTarget } from './printer.ts'

const MAX_SEGMENT = 9_999_999_999
/** A checkpoint names every entry that waits: some 250 bytes each, for 100,000 of them and more. */
const MAX_TEXT_LENGTH = 64 * 1024 * 1024
const MAX_SEALED_LENGTH = 1024 * 1024
const MAX_PRINT_JOB = 256 * 1024

const segment = z.int().min(1).max(MAX_SEGMENT)
// Electron hands over typed arrays as Uint8Array or Buffer, with memory of their own.
const bytes = (max: number) =>
  z.custom<Uint8Array<ArrayBuffer>>(
    (value) => value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.length <= max,
    'bytes',
  )
const wholeLines = z
  .string()
  .min(1)
  .max(MAX_TEXT_LENGTH)
  .refine((text) => text.endsWith('\n') && text.isWellFormed(), 'whole lines of well-formed text')
const name = z.string().max(200)

/** What each channel takes, checked in main: the page may have been taken over. */
export const SHELL_ARGUMENTS = {
  'journal:open': z.tuple([]),
  'journal:read': z.tuple([segment]),
  'journal:append': z.tuple([segment, z.int().min(0), wholeLines]),
  'journal:remove': z.tuple([segment]),
  'journal:free-bytes': z.tuple([]),
  'journal:close': z.tuple([]),
  'identity:load': z.tuple([]),
  'identity:prepare': z.tuple([]),
  'identity:adopt': z.tuple([z.strictObject({ terminalId: AnyUuid, epoch: z.int().min(1), label: name, merchantName: name })]),
  'identity:sign-entry-hash': z.tuple([bytes(32).refine((hash) => hash.length === 32, '32 bytes')]),
  'identity:sign-assertion': z.tuple([z.string().max(2000)]),
  'identity:seal': z.tuple([bytes(MAX_SEALED_LENGTH)]),
  'identity:unseal': z.tuple([bytes(MAX_SEALED_LENGTH + 64)]),
  'identity:forget': z.tuple([]),
  'server:use': z.tuple([z.string().max(300)]),
  'printer:send': z.tuple([PrinterTarget, bytes(MAX_PRINT_JOB)]),
  'updates:state': z.tuple([]),
  'updates:install': z.tuple([z.int().min(0)]),
  'crashes:read': z.tuple([]),
} as const satisfies { [C in ShellChannel]: z.ZodType<ShellCalls[C]['args']> }
