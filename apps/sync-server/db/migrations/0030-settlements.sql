set role mps_owner;

-- What the platform owes a merchant for a run of its business days. starts_at and ends_at are fixed when it is made, so that a merchant that moves
-- to another time zone neither loses nor repeats an hour.
create table app.settlements (
  id uuid primary key default sec.uuid_v7(),
  merchant_id uuid not null references app.merchants,
  first_day date not null,
  last_day date not null,
  time_zone text not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  gross numeric(14,2) not null,
  refunds numeric(14,2) not null,
  fees numeric(14,2) not null,
  held_recharges numeric(14,2) not null,
  carried_over numeric(14,2) not null,
  net numeric(14,2) not null,
  payment_count int not null,
  refund_count int not null,
  recharge_count int not null,
  status text not null default 'draft',
  -- Null where the job made it.
  generated_by uuid,
  confirmed_by uuid,
  confirmed_at timestamptz,
  paid_by uuid,
  paid_at timestamptz,
  payout_reference text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint status_is_known check (status in ('draft', 'confirmed', 'paid')),
  constraint days_are_ordered check (last_day >= first_day),
  constraint period_has_a_length check (ends_at > starts_at),
  constraint net_adds_up check (net = gross - refunds - fees - held_recharges + carried_over),
  constraint only_debts_are_carried_over check (carried_over <= 0),
  constraint confirmed_ones_say_who_and_when check ((status = 'draft') = (confirmed_at is null) and (confirmed_at is null) = (confirmed_by is null)),
  constraint paid_ones_say_who_and_when check ((status = 'paid') = (paid_at is not null) and (paid_at is null) = (paid_by is null)),
  constraint debts_are_not_paid_out check (status <> 'paid' or net >= 0),
  -- GiST compares no uuid without an extension; two hashes of 63 bits, each the range of itself, are the same merchant.
  constraint periods_do_not_overlap exclude using gist (
    int8range(uuid_hash_extended(merchant_id, 0) >> 1, uuid_hash_extended(merchant_id, 0) >> 1, '[]') with =,
    int8range(uuid_hash_extended(merchant_id, 1) >> 1, uuid_hash_extended(merchant_id, 1) >> 1, '[]') with =,
    tstzrange(starts_at, ends_at) with &&)
);
create index settlements_by_merchant on app.settlements (merchant_id, last_day desc);
create index settlements_by_status on app.settlements (status, id desc);
create trigger touch_updated_at before update on app.settlements for each row execute function sec.touch_updated_at();

-- What was agreed stays: only a draft may be removed, and no figure of any settlement is ever rewritten.
create function sec.settlements_keep_their_figures() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  if tg_op = 'DELETE' then
    if old.status <> 'draft' then
      raise exception 'settlement_is_final' using errcode = 'MP034';
    end if;
    return old;
  end if;
  if (new.merchant_id, new.first_day, new.last_day, new.time_zone, new.starts_at, new.ends_at, new.gross, new.refunds, new.fees, new.held_recharges,
      new.carried_over, new.net, new.payment_count, new.refund_count, new.recharge_count)
    is distinct from (old.merchant_id, old.first_day, old.last_day, old.time_zone, old.starts_at, old.ends_at, old.gross, old.refunds, old.fees,
      old.held_recharges, old.carried_over, old.net, old.payment_count, old.refund_count, old.recharge_count)
    or old.confirmed_at is not null and (new.confirmed_at, new.confirmed_by) is distinct from (old.confirmed_at, old.confirmed_by)
    or old.paid_at is not null and (new.paid_at, new.paid_by, new.payout_reference) is distinct from (old.paid_at, old.paid_by, old.payout_reference) then
    raise exception 'settlement_is_final' using errcode = 'MP034';
  end if;
  return new;
end $$;
create trigger settlements_keep_their_figures before update or delete on app.settlements
  for each row execute function sec.settlements_keep_their_figures();

reset role;
