/** Every reason for which the log refuses or stops, stable for screens to choose their words by. */
export type LogErrorCode =
  | 'log_in_use' // another window of this device owns the log
  | 'log_closed'
  | 'not_paired'
  | 'terminal_revoked' // an administrator has ended this terminal
  | 'log_lost' // the server holds more of this epoch than this device: only pairing again is safe
  | 'unsent_entries' // unpairing is refused
  | 'no_config' // never had a configuration: nothing can be sold yet
  | 'config_mismatch' // the draft's currency or price does not follow the configuration
  | 'invalid_draft'
  | 'draft_id_reused' // the same id with another content
  | 'offline_limit' // offline, and more than may be accepted without the server; `detail` names the limit
  | 'clock_unsafe' // offline, and this device's clock cannot be trusted
  | 'unknown_entry'
  | 'not_a_charge'
  | 'nothing_to_void'
  | 'not_rejected'
  | 'storage_low'
  | 'storage_full'
  | 'storage_failing'
  | 'journal_corrupt' // an entry is in neither view nor journal
  | 'unsupported' // this browser lacks what the log is built on
  | 'pairing_refused' // `detail` is the server's code
  | 'no_export_key' // the platform's key for exports has not arrived yet
  | 'no_answer' // the call needs the server, and it did not answer

/** A failure of the log with a stable code; never told apart by its text. */
export class LogError extends Error {
  override readonly name = 'LogError'
  readonly code: LogErrorCode
  readonly detail: string | undefined

  constructor(code: LogErrorCode, detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? code : `${code}: ${detail}`, options)
    this.code = code
    this.detail = detail
  }
}
