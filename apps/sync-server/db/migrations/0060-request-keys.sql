set role mps_owner;

-- The first answers to writes that carried an Idempotency-Key, per actor. Written in the transaction of the work itself, so that either both
-- are there or neither; unlike app.idempotency_registry, which keeps entries' outcomes for as long as anything may arrive late.
create table app.request_keys (
  actor_id uuid not null,
  idempotency_key text not null,
  operation text not null,
  request_hash bytea not null,
  status smallint not null,
  headers jsonb not null default '{}',
  body text not null,
  created_at timestamptz not null default clock_timestamp(),
  primary key (actor_id, idempotency_key),
  constraint key_is_visible_text check (idempotency_key ~ '^[\x21-\x7e]{8,200}$'),
  constraint request_hash_is_sha256 check (octet_length(request_hash) = 32),
  constraint answer_is_final check (status between 200 and 499)
);
create index request_keys_by_age on app.request_keys using brin (created_at);

reset role;
