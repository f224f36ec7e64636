import type { LogErrorCode } from '../log/index.ts'

/** The words for a charge that the log refused; a cashier needs to know what to do, and the code is in the diagnostics. */
export function notRecordedWords(
  error: LogErrorCode | 'unexpected',
): 'offline_limit' | 'clock_unsafe' | 'log_lost' | 'terminal_revoked' | 'price_changed' | 'storage' | 'other' {
  switch (error) {
    case 'offline_limit':
    case 'clock_unsafe':
    case 'log_lost':
    case 'terminal_revoked':
      return error
    case 'config_mismatch':
      return 'price_changed'
    case 'storage_low':
    case 'storage_full':
    case 'storage_failing':
      return 'storage'
    default:
      return 'other'
  }
}
