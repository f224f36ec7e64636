/** The roles that requests run as. */
export const ROLES = ['mps_server', 'mps_terminal', 'mps_member', 'mps_merchant', 'mps_admin'] as const
export type Role = (typeof ROLES)[number]

/** All rows, or those that a condition in the owner's words names: $actor and $merchant are who is asking. */
type Sees = 'all' | { own: string }
/** What each role may read of one table; a role that is not named reads nothing of it. Nobody ever writes: that needs no column here. */
export type Row = Partial<Record<Role, Sees>>

const ADMINS: Row = { mps_admin: 'all' }
const NOBODY: Row = {}

const BOUND = 'select b.card_id from app.card_bindings b where b.member_id = $actor and b.removed_at is null'
const OF_THE_MERCHANT = 'select t.id from app.terminals t where t.merchant_id = $merchant'
const member = (own: string): Row => ({ mps_member: { own } })
const merchant = (own = 'merchant_id = $merchant'): Row => ({ mps_merchant: { own } })
const terminal = (own = 'terminal_id = $actor'): Row => ({ mps_terminal: { own } })

/**
 * Table × role: who may read what by direct SQL (domain.md, "Isolation"). Most reading goes through functions; this is what is left to row level
 * security alone. A table or view without a row here fails the suite: say who may read it, or NOBODY.
 */
export const MATRIX: Record<string, Row> = {
  'app.alerts': ADMINS,
  'app.card_bindings': { ...member('member_id = $actor'), ...ADMINS },
  'app.card_closings': ADMINS,
  'app.card_qr_history': ADMINS,
  'app.card_qr_state': NOBODY,
  'app.card_replacements': ADMINS,
  'app.cash_movements': { ...terminal(), ...merchant(`terminal_id in (${OF_THE_MERCHANT})`), ...ADMINS },
  'app.entry_faults': ADMINS,
  'app.entry_releases': ADMINS,
  'app.idempotency_registry': NOBODY,
  'app.job_runs': ADMINS,
  'app.late_declines': NOBODY,
  'app.ledger_closings': ADMINS,
  'app.ledger_entries': ADMINS,
  'app.ledger_gaps': NOBODY,
  'app.ledger_identity': { mps_server: 'all' },
  'app.masked_cards': { ...member(`id in (${BOUND})`), ...ADMINS },
  'app.masked_members': { ...member('id = $actor'), ...ADMINS },
  'app.member_cards': { ...member(`id in (${BOUND})`), ...ADMINS },
  'app.member_debts': NOBODY,
  'app.member_external_identities': { ...member('member_id = $actor'), ...ADMINS },
  'app.member_profiles': { ...member('id = $actor'), ...ADMINS },
  'app.membership_levels': ADMINS,
  'app.merchant_policies': { ...merchant(), ...ADMINS },
  'app.merchant_users': { ...merchant(), ...ADMINS },
  'app.merchants': { ...merchant('id = $merchant'), ...ADMINS },
  'app.offline_windows': NOBODY,
  'app.platform_settings': ADMINS,
  'app.point_ledger': ADMINS,
  'app.provider_events': NOBODY,
  'app.recharge_intents': NOBODY,
  'app.request_keys': NOBODY,
  'app.risk_hits': ADMINS,
  'app.risk_progress': ADMINS,
  'app.risk_rules': ADMINS,
  'app.sequence_gaps': ADMINS,
  'app.settlements': { ...merchant(), ...ADMINS },
  'app.shifts': { ...terminal(), ...merchant(), ...ADMINS },
  'app.terminal_entries': { ...terminal(), ...ADMINS },
  'app.terminal_epochs': ADMINS,
  'app.terminal_log_imports': ADMINS,
  'app.terminals': { ...terminal('id = $actor'), ...merchant(), ...ADMINS },
  'app.transactions': { ...member(`card_id in (${BOUND})`), ...merchant(), ...terminal(), ...ADMINS },
  'app.webhook_cursor': NOBODY,
  'app.webhook_deliveries': NOBODY,
  'app.webhook_endpoints': NOBODY,
  'app.webhook_events': NOBODY,
  'audit.event_log': ADMINS,
  'audit.seals': ADMINS,
  'auth.approvals': NOBODY,
  'auth.binding_attempts': NOBODY,
  'auth.external_assertions': NOBODY,
  'auth.login_attempts': NOBODY,
  'auth.member_credentials': NOBODY,
  'auth.pairing_codes': NOBODY,
  'auth.pin_attempts': NOBODY,
  'auth.typing_attempts': NOBODY,
  'auth.recovery_codes': NOBODY,
  'auth.refresh_tokens': NOBODY,
  'auth.sessions': NOBODY,
  'auth.signing_keys': ADMINS,
  'auth.totp_secrets': NOBODY,
  'auth.users': ADMINS,
  'monitoring.abnormal_transactions': ADMINS,
  'monitoring.qr_usage_efficiency': ADMINS,
  'monitoring.slow_queries': ADMINS,
  'monitoring.table_sizes': ADMINS,
  'monitoring.terminal_gaps': ADMINS,
  'monitoring.transaction_success_rate': ADMINS,
  'monitoring.unused_indexes': ADMINS,
}
