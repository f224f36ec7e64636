set role mps_owner;

create table audit.event_log (
  id bigint generated always as identity primary key,
  happened_at timestamptz not null default clock_timestamp(),
  actor_user_id uuid,
  action text not null,
  object_type text not null,
  object_id uuid,
  context jsonb not null default '{}',
  -- The writing transaction: a seal covers rows behind the oldest transaction still running.
  txid xid8 not null default pg_current_xact_id(),
  created_at timestamptz not null default clock_timestamp()
);
create index events_by_object on audit.event_log (object_type, object_id, happened_at desc);
-- Rows come in the order of time, so a few bytes per block range find a day.
create index events_by_time on audit.event_log using brin (happened_at);

create table audit.seals (
  seal_no bigint generated always as identity primary key,
  first_id bigint not null,
  last_id bigint not null,
  row_count bigint not null,
  hash bytea not null,
  prev_hash bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint ranges_are_ordered check (last_id >= first_id)
);

create table app.platform_settings (
  only_row boolean primary key default true,
  currency text not null default 'TWD',
  rounding_step numeric(12,2) not null default 0.01,
  code_uses text not null default 'one',
  code_ttl_s int not null default 900,
  -- The five values that a code's offline limit can have.
  offline_limit_steps numeric(12,2)[] not null default '{0,200,500,1000,3000}',
  late_arrival_days int not null default 30,
  min_app text not null default '0.1.0',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint there_is_one_row check (only_row),
  constraint currency_is_iso_4217 check (currency ~ '^[A-Z]{3}$'),
  constraint rounding_step_is_positive check (rounding_step > 0),
  constraint code_uses_is_known check (code_uses in ('one', 'many')),
  constraint code_life_is_reasonable check (code_ttl_s between 5 and 65535),
  constraint there_are_five_steps check (cardinality(offline_limit_steps) = 5)
);
insert into app.platform_settings default values;

-- Which database this is. A restored copy has another fingerprint and gets another id, so that terminals send again what it lost.
create table app.ledger_identity (
  only_row boolean primary key default true,
  ledger_id uuid not null default sec.uuid_v7(),
  ledger_since timestamptz not null default clock_timestamp(),
  fingerprint text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint there_is_one_row check (only_row)
);

-- The time that a restored database knows nothing of: a genuine code issued in it is accepted by its signature.
create table app.ledger_gaps (
  id uuid primary key default sec.uuid_v7(),
  lost_from timestamptz not null,
  lost_until timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint gap_is_ordered check (lost_until >= lost_from)
);

insert into app.membership_levels (level, name, min_points, max_points, discount) values
  (1, 'Member', 0, 999, 1.000),
  (2, 'Silver', 1000, 4999, 0.980),
  (3, 'Gold', 5000, 19999, 0.950),
  (4, 'Platinum', 20000, null, 0.900);

-- Every table that changes says when.
do $$
declare
  v_table record;
begin
  for v_table in
    select c.table_schema, c.table_name from information_schema.columns c
    join information_schema.tables t using (table_schema, table_name)
    where c.column_name = 'updated_at' and c.table_schema in ('app', 'auth') and t.table_type = 'BASE TABLE'
  loop
    execute format('create trigger touch_updated_at before update on %I.%I for each row execute function sec.touch_updated_at()',
      v_table.table_schema, v_table.table_name);
  end loop;
end $$;

-- Append-only: postings, evidence and policies are never rewritten, not even by the functions' owner.
revoke update, delete on app.ledger_entries, app.point_ledger, app.terminal_entries, app.merchant_policies, app.ledger_gaps from mps_definer;
revoke delete on app.transactions, app.idempotency_registry from mps_definer;

reset role;
