-- Refunds, recharges, approvals, debts and the payments of a provider.
--
-- What each account of the ledger means (debit = what is owed to the platform, or goes out; credit = what the platform owes, or comes in):
--   card_balance (card)       credit: what the platform owes the holder of the card; equals the card's balance
--   merchant_payable (shop)   credit: what the platform owes the shop for balance payments, less refunds and fees
--   merchant_cash (shop)      debit: what the shop took for recharges at its till, in cash or by any other method, and holds for the platform
--   merchant_sales (shop)     credit: the shop's own sales, paid at its till; with external_method (shop) it never meets the platform's money
--   external_method (shop)    debit: what the shop took for its own sales in cash or by another method
--   external_method (zero id) debit: what reached the platform by a payment provider or a bank
--   fees (zero id)            credit: what the platform earned
--   member_debt (member)      debit: what a member owes for late declines that the platform paid to the shop
--   voucher_funding (zero id) debit: what the platform gave away in vouchers
set role mps_owner;

alter table app.platform_settings
  add column recharge_min numeric(12,2) not null default 1,
  add column recharge_max numeric(12,2) not null default 100000,
  add column card_balance_ceiling numeric(12,2) not null default 10000000,
  -- A recharge at a till above this needs a manager's PIN.
  add column recharge_approval_above numeric(12,2) not null default 0,
  add column recharge_intent_minutes int not null default 30,
  add constraint recharge_limits_are_ordered check (recharge_min > 0 and recharge_max >= recharge_min and card_balance_ceiling >= recharge_max),
  add constraint approval_threshold_is_not_negative check (recharge_approval_above >= 0),
  add constraint intents_live_a_while check (recharge_intent_minutes between 1 and 1440);

-- A manager's PIN, verified by the server, approves one act once.
create table auth.approvals (
  id uuid primary key default sec.uuid_v7(),
  manager_id uuid not null references auth.users,
  merchant_id uuid not null references app.merchants,
  terminal_id uuid references app.terminals,
  action text not null,
  subject text not null,
  -- The most that may move.
  amount numeric(12,2),
  expires_at timestamptz not null,
  used_at timestamptz,
  -- The entry or transaction that it approved.
  used_by uuid,
  created_at timestamptz not null default clock_timestamp(),
  constraint action_is_known check (action in ('refund', 'void', 'recharge', 'write_off', 'member_debt')),
  constraint amount_is_positive check (amount > 0),
  constraint money_needs_an_amount check (action not in ('refund', 'recharge') or amount is not null),
  constraint used_approvals_have_a_time check (used_by is null or used_at is not null)
);
create index approvals_by_merchant on auth.approvals (merchant_id, created_at desc);
create index approvals_by_manager on auth.approvals (manager_id);
create index approvals_by_terminal on auth.approvals (terminal_id) where terminal_id is not null;

-- Counted before the PIN is compared, so that guesses at once count as many.
create table auth.pin_attempts (
  user_id uuid primary key references auth.users,
  failed_count int not null default 0,
  locked_until timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint failures_are_not_negative check (failed_count >= 0)
);

-- What a member owes for a late decline that the platform has paid to the shop; the next recharge repays it first.
create table app.member_debts (
  id uuid primary key default sec.uuid_v7(),
  member_id uuid not null references app.member_profiles,
  card_id uuid not null references app.member_cards,
  merchant_id uuid not null references app.merchants,
  charge_id uuid not null,
  terminal_id uuid not null,
  -- The payment that the shop got for it.
  transaction_id uuid not null,
  transaction_at timestamptz not null,
  amount numeric(12,2) not null,
  repaid numeric(12,2) not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  foreign key (charge_id, terminal_id) references app.late_declines,
  -- One late decline is one debt at most.
  constraint a_late_decline_is_one_debt unique (charge_id, terminal_id),
  constraint amount_is_positive check (amount > 0),
  constraint repaid_within_debt check (repaid between 0 and amount)
);
create index debts_by_member on app.member_debts (member_id, created_at);
create index open_debts_by_card on app.member_debts (card_id) where repaid < amount;
create index debts_by_merchant on app.member_debts (merchant_id, created_at desc);
create index debts_by_payment on app.member_debts (transaction_id);

alter table app.late_declines add column reason text;
-- A replaced card's debts follow it.
create index replaced_cards on app.member_cards (replaced_by) where replaced_by is not null;

-- A member's wish to recharge through a payment provider. Pending until the provider says how it went; a success that comes late still counts,
-- because the provider has the member's money.
create table app.recharge_intents (
  id uuid primary key default sec.uuid_v7(),
  member_id uuid not null references app.member_profiles,
  card_id uuid not null references app.member_cards,
  amount numeric(12,2) not null,
  currency text not null,
  method app.payment_method not null,
  provider text not null,
  -- What the provider calls the payment.
  provider_ref text,
  state text not null default 'pending',
  failure text,
  expires_at timestamptz not null,
  transaction_id uuid,
  transaction_at timestamptz,
  completed_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint amount_is_positive check (amount > 0),
  constraint method_is_not_balance check (method <> 'balance'),
  constraint state_is_known check (state in ('pending', 'completed', 'failed', 'expired', 'cancelled', 'undeliverable')),
  constraint completed_intents_have_moved_money check ((state = 'completed') = (transaction_id is not null))
);
create index recharge_intents_by_member on app.recharge_intents (member_id, created_at desc);
create index recharge_intents_by_card on app.recharge_intents (card_id);
create index pending_recharge_intents on app.recharge_intents (expires_at) where state = 'pending';
create unique index provider_payments on app.recharge_intents (provider, provider_ref) where provider_ref is not null;

-- Every event of a provider once, with what it did.
create table app.provider_events (
  provider text not null,
  event_id text not null,
  intent_id uuid,
  kind text not null,
  body_hash bytea not null,
  outcome text not null,
  received_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (provider, event_id),
  constraint body_hash_is_a_sha256 check (octet_length(body_hash) = 32)
);
create index provider_events_by_intent on app.provider_events (intent_id);
-- What an operator has to look at.
create table app.alerts (
  id uuid primary key default sec.uuid_v7(),
  kind text not null,
  severity text not null,
  object_type text not null,
  object_id uuid,
  context jsonb not null default '{}',
  acknowledged_by uuid references auth.users,
  acknowledged_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  constraint severity_is_known check (severity in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL'))
);
create index alerts_by_time on app.alerts (created_at desc);
create index open_alerts on app.alerts (kind, created_at desc) where acknowledged_at is null;

do $$
declare
  v_table text;
begin
  foreach v_table in array array['auth.pin_attempts', 'app.member_debts', 'app.recharge_intents'] loop
    execute format('create trigger touch_updated_at before update on %s for each row execute function sec.touch_updated_at()', v_table);
  end loop;
end $$;

revoke update, delete on app.provider_events from mps_definer;
revoke delete on app.member_debts, app.recharge_intents, auth.approvals from mps_definer;

reset role;

-- Their arguments or answers have more parts now; functions/app makes them again.
set role mps_definer;
drop function if exists app.user_recharge_card(uuid, bigint, app.payment_method, text, uuid);
drop function if exists app.post_refund(uuid, timestamptz, bigint, uuid, uuid, text, timestamptz);
reset role;
