-- The transactions of all cards that a member has or may use, the newest first, for admins and that member; filter and pages as in
-- app.get_merchant_transactions. Raises MP001 not_found for a member that is unknown or another than the actor.
create or replace function app.get_member_transactions(member_id uuid, filter jsonb default '{}', lim int default 50)
returns table (cursor_at text, id uuid, document jsonb)
language plpgsql stable security definer
set search_path = pg_catalog
as $$
declare
  v_cards uuid[];
begin
  if current_setting('role', true) = 'mps_admin' and not exists (select from app.member_profiles p where p.id = get_member_transactions.member_id)
    or current_setting('role', true) <> 'mps_admin' and get_member_transactions.member_id is distinct from sec.actor_id() then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  select coalesce(array_agg(b.card_id), '{}') into v_cards
  from app.card_bindings b where b.member_id = get_member_transactions.member_id and b.removed_at is null;
  return query execute app.transaction_search_sql(format('t.card_id = any (%L::uuid[])', v_cards), get_member_transactions.filter)
    || format(' limit %s', get_member_transactions.lim);
end $$;
grant execute on function app.get_member_transactions(uuid, jsonb, int) to mps_member, mps_admin;
