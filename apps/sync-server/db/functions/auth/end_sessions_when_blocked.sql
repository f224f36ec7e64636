-- Ends every session of a person or shop that stops being active, and of a user whose role or employment changes, in the transaction that changes it:
-- whoever suspends need not think of it.
create or replace function auth.end_sessions_when_blocked() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_ids uuid[];
begin
  if tg_table_name = 'merchant_users' then
    v_ids := array(select s.id from auth.sessions s where s.merchant_id = old.merchant_id and s.user_id = old.user_id and s.ended_at is null);
  elsif tg_table_name = 'merchants' then
    v_ids := array(select s.id from auth.sessions s where s.merchant_id = old.id and s.ended_at is null);
  elsif tg_table_name = 'users' then
    v_ids := array(select s.id from auth.sessions s where s.user_id = old.id and s.ended_at is null);
  else
    v_ids := array(select s.id from auth.sessions s where s.member_id = old.id and s.ended_at is null);
  end if;
  perform auth.end_sessions(v_ids, case when tg_table_name = 'merchant_users' then 'role_changed' else 'suspended' end);
  return null;
end $$;
grant execute on function auth.end_sessions_when_blocked() to mps_owner;
