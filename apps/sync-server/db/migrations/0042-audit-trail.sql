set role mps_owner;

-- Who, on which device and in which request: taken from the transaction's settings, so that no writer can forget them. The texts are bound to the
-- columns here, because functions are applied after migrations; they hold no subquery and cost a charge next to nothing.
alter table audit.event_log
  add column actor_kind text default nullif(substr(current_setting('role'), 5), ''),
  add column device_id uuid default case current_setting('role') when 'mps_terminal' then nullif(current_setting('sec.actor_id', true), '')::uuid end,
  add column request_id text default nullif(current_setting('sec.request_id', true), '');
-- A number orders, and BRIN finds its ranges; xid8 has no class for that.
alter table audit.event_log alter column txid drop default;
alter table audit.event_log alter column txid type bigint using txid::text::bigint;
alter table audit.event_log alter column txid set default pg_current_xact_id()::text::bigint;
create index events_by_txid on audit.event_log using brin (txid);
-- What people did. Charges and other entries name their cashier too, come by the thousand, and are found by their object.
create index events_by_actor on audit.event_log (actor_user_id, id) where actor_user_id is not null and action not like 'charge.%';

-- A seal covers every row whose transaction lies in its range: behind the oldest transaction still running, nothing can be added to one.
alter table audit.seals
  -- A database restored from a dump counts its transactions anew: rows from this id on belong to the count of this seal.
  add column era_first_id bigint not null default 0,
  add column from_txid bigint not null default 0,
  add column to_txid bigint not null default 0,
  -- Sixteen bytes of each row's SHA-256, in the order of the ids: with them a check names the row and not only the range.
  add column row_ids bigint[] not null default '{}',
  add column row_hashes bytea not null default '',
  add constraint rows_are_counted check (cardinality(row_ids) = row_count and octet_length(row_hashes) = 16 * row_count),
  add constraint hashes_are_sha256 check (octet_length(hash) = 32 and octet_length(prev_hash) = 32);
alter table audit.seals drop constraint ranges_are_ordered;

reset role;
