-- Publishes the public half of a code-signing key. A key that is published never changes; again with the same bytes changes nothing.
-- Raises MP003 state_conflict for other bytes under a known id.
create or replace function auth.publish_signing_key(key_id int, public_key bytea, valid_from timestamptz) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  insert into auth.signing_keys (key_id, public_key, valid_from)
  values (publish_signing_key.key_id, publish_signing_key.public_key, publish_signing_key.valid_from)
  on conflict on constraint signing_keys_pkey do nothing;
  if not exists (select from auth.signing_keys k where k.key_id = publish_signing_key.key_id and k.public_key = publish_signing_key.public_key) then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
end $$;
grant execute on function auth.publish_signing_key(int, bytea, timestamptz) to mps_server, mps_admin;
