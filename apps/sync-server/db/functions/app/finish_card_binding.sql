-- Ends an attempt that app.begin_card_binding counted, with the server's verdict: whether the password matches compared_hash. Binds as a
-- member, or as the viewer that they were, under the limits that they had. Returns whether it did: not where the verdict is no, the password
-- was changed meanwhile, or the card is blocked. Raises MP003 state_conflict for who is bound already.
create or replace function app.finish_card_binding(member_id uuid, card_no text, card_id uuid, compared_hash text, matched boolean) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform sec.lock_multiple_cards(array[finish_card_binding.card_id]);
  -- Who is being suspended or erased at this moment does not slip into another card.
  perform from app.member_profiles m where m.id = finish_card_binding.member_id for share;
  if not finish_card_binding.matched or not exists (
    select from app.member_cards c
    where c.id = finish_card_binding.card_id and c.binding_password_hash = finish_card_binding.compared_hash and c.status in ('active', 'frozen')
  ) or not exists (select from app.member_profiles m where m.id = finish_card_binding.member_id and m.status = 'active') then
    perform audit.log('card.binding_refused', 'card', finish_card_binding.card_id, jsonb_build_object('member', finish_card_binding.member_id));
    return false;
  end if;
  delete from auth.binding_attempts a
  where (a.scope = 'card' and a.subject = sha256(convert_to(finish_card_binding.card_no, 'UTF8')))
    or (a.scope = 'member' and a.subject = sha256(uuid_send(finish_card_binding.member_id)));
  if app.binding_as_json(finish_card_binding.card_id, finish_card_binding.member_id) is not null then
    raise exception 'state_conflict' using errcode = 'MP003';
  end if;
  insert into app.card_bindings as b (card_id, member_id, role) values (finish_card_binding.card_id, finish_card_binding.member_id, 'member')
  on conflict on constraint card_bindings_pkey do update
  set role = case when b.role = 'viewer' then b.role else 'member' end, removed_at = null;
  perform audit.log('card.bound', 'card', finish_card_binding.card_id, jsonb_build_object('member', finish_card_binding.member_id,
    'after', app.binding_as_json(finish_card_binding.card_id, finish_card_binding.member_id), 'by', 'binding password'));
  return true;
end $$;
grant execute on function app.finish_card_binding(uuid, text, uuid, text, boolean) to mps_server;
