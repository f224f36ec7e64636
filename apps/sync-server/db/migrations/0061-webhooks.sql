set role mps_owner;

-- Where a merchant, or with no merchant the platform, is told of what happened.
create table app.webhook_endpoints (
  id uuid primary key default sec.uuid_v7(),
  merchant_id uuid references app.merchants,
  url text not null,
  events text[] not null,
  -- Sealed by the server: whoever reads this table can sign nothing.
  sealed_secret bytea not null,
  is_active boolean not null default true,
  removed_at timestamptz,
  created_by uuid not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint events_are_known check (cardinality(events) > 0 and events <@ array['charge.settled', 'charge.declined', 'charge.declined_late',
    'payment.refunded', 'settlement.generated', 'settlement.confirmed', 'settlement.paid', 'terminal.silent', 'terminal.gap']),
  constraint removed_endpoints_are_inactive check (removed_at is null or not is_active)
);
create index webhook_endpoints_by_merchant on app.webhook_endpoints (merchant_id) where is_active;
create trigger touch_updated_at before update on app.webhook_endpoints for each row execute function sec.touch_updated_at();

-- What happened, as it is told; made from committed rows, once each.
create table app.webhook_events (
  id uuid primary key default sec.uuid_v7(),
  source text not null,
  type text not null,
  merchant_id uuid not null references app.merchants,
  data jsonb not null,
  happened_at timestamptz not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint an_event_is_told_once unique (source)
);

-- The queue and its log: what is to be sent to whom, when next, and how it went.
create table app.webhook_deliveries (
  id uuid primary key default sec.uuid_v7(),
  event_id uuid not null references app.webhook_events,
  endpoint_id uuid not null references app.webhook_endpoints,
  state text not null default 'pending',
  attempts int not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  last_status int,
  last_error text,
  last_attempt_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint an_endpoint_is_told_of_an_event_once unique (event_id, endpoint_id),
  constraint state_is_known check (state in ('pending', 'delivered', 'failed'))
) with (fillfactor = 70);
create index deliveries_due on app.webhook_deliveries (next_attempt_at) where state = 'pending';
create index deliveries_by_endpoint on app.webhook_deliveries (endpoint_id, id desc);
create trigger touch_updated_at before update on app.webhook_deliveries for each row execute function sec.touch_updated_at();

-- Up to which transaction the audit trail has been told of; a count that begins anew (a restored dump) goes on from the row last seen.
create table app.webhook_cursor (
  only_row boolean primary key default true,
  to_txid bigint not null,
  last_id bigint not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint there_is_one_row check (only_row)
);
create trigger touch_updated_at before update on app.webhook_cursor for each row execute function sec.touch_updated_at();

reset role;
