-- Why a payment code does not name its card at the moment it was scanned, by its decline code, or null when it does; spent or not, since naming a
-- card spends nothing. A device's clock is believed to two minutes. Internal.
create or replace function app.code_refusal(q app.card_qr_history, scanned_at timestamptz) returns text
language sql immutable
set search_path = pg_catalog
as $$
  select case
    when code_refusal.scanned_at < (code_refusal.q).valid_from - interval '2 minutes' then 'code_not_yet_valid'
    when code_refusal.scanned_at > (code_refusal.q).expires_at + interval '2 minutes' then 'code_expired'
    when (code_refusal.q).revoked_at <= code_refusal.scanned_at then 'code_revoked'
  end
$$;
