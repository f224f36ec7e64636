-- Retires a code-signing key: terminals take its codes for forged from their next contact on. Refused (MP003 state_conflict) while it is the
-- key that codes are signed with, or a code that it may have signed is still alive: one key must have been in use since, for longer than any
-- code lives. Again changes nothing. Raises MP001 not_found.
create or replace function auth.retire_signing_key(key_id int) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  k auth.signing_keys;
  v_successor_from timestamptz;
begin
  select * into k from auth.signing_keys s where s.key_id = retire_signing_key.key_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  elsif k.retired_at is not null then
    return;
  end if;
  select min(s.valid_from) into v_successor_from from auth.signing_keys s where s.valid_from > k.valid_from and s.retired_at is null;
  if k.valid_from <= clock_timestamp() and (v_successor_from is null or exists (
    select from app.card_qr_history q where q.issued_at < v_successor_from and q.expires_at > clock_timestamp() - interval '2 minutes')
    or v_successor_from > clock_timestamp())
  then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  update auth.signing_keys s set retired_at = clock_timestamp() where s.key_id = k.key_id;
  perform audit.log('signing_key.retired', 'platform', null, jsonb_build_object('keyId', k.key_id));
end $$;
grant execute on function auth.retire_signing_key(int) to mps_admin;
