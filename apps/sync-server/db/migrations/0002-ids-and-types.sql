set role mps_owner;

create type app.card_type as enum ('standard', 'prepaid', 'corporate', 'voucher');
create type app.card_status as enum ('active', 'frozen', 'lost', 'expired', 'closed');
create type app.member_status as enum ('active', 'suspended', 'deleted');
create type app.binding_role as enum ('owner', 'admin', 'member', 'viewer');
create type app.tx_type as enum ('payment', 'refund', 'recharge');
create type app.tx_status as enum ('processing', 'completed', 'failed', 'refunded');
create type app.payment_method as enum ('balance', 'cash', 'wechat', 'alipay', 'line', 'bank');
create type app.entry_state as enum ('settled', 'declined', 'voided', 'recorded');
create type app.account_type as enum (
  'card_balance', 'merchant_payable', 'merchant_cash', 'merchant_sales', 'external_method', 'fees', 'member_debt', 'voucher_funding'
);

reset role;

-- Table defaults need this one before the function files are applied; functions/sec/uuid_v7.sql holds the same text.
create function sec.uuid_v7() returns uuid
language sql volatile parallel safe
set search_path = pg_catalog
as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;
alter function sec.uuid_v7() owner to mps_definer;
revoke execute on function sec.uuid_v7() from public;
grant execute on function sec.uuid_v7() to mps_owner;

set role mps_owner;

create function sec.touch_updated_at() returns trigger
language plpgsql
set search_path = pg_catalog
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;

reset role;
