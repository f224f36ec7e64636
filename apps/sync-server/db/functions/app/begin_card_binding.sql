-- Counts a member's attempt at a card's binding password and hands the server the hash to compare: five attempts of one member, or ten at one
-- number, lock for 15 minutes, the attempt is counted before it is compared, and a number that does not exist is counted as one that does.
-- Returns one row: locked_until where the attempt may not be made, else the card and its hash, null where there is none.
create or replace function app.begin_card_binding(member_id uuid, card_no text) returns table (card_id uuid, password_hash text, locked_until timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_scope record;
  v_attempt auth.binding_attempts;
  v_locked_until timestamptz;
begin
  for v_scope in
    select * from (values ('card', sha256(convert_to(begin_card_binding.card_no, 'UTF8')), 10),
      ('member', sha256(uuid_send(begin_card_binding.member_id)), 5)) as s (scope, subject, allowed)
  loop
    insert into auth.binding_attempts as a (scope, subject) values (v_scope.scope, v_scope.subject)
    on conflict on constraint binding_attempts_pkey do update
    set attempts = case when a.locked_until <= v_now then 1 when a.locked_until > v_now then a.attempts else a.attempts + 1 end,
      locked_until = case when a.locked_until > v_now then a.locked_until end
    returning * into v_attempt;
    if v_attempt.locked_until is not null then
      v_locked_until := greatest(v_locked_until, v_attempt.locked_until);
    elsif v_attempt.attempts >= v_scope.allowed then
      -- The last attempt that is still compared; a success lifts the lock.
      update auth.binding_attempts a set locked_until = v_now + interval '15 minutes' where a.scope = v_scope.scope and a.subject = v_scope.subject;
    end if;
  end loop;
  if v_locked_until is not null then
    perform audit.log('card.binding_locked', 'member', begin_card_binding.member_id);
    return query select null::uuid, null::text, v_locked_until;
  else
    return query
      select c.id, c.binding_password_hash, null::timestamptz
      from (values (1)) as one (row)
      left join app.member_cards c on c.card_no = begin_card_binding.card_no and c.status in ('active', 'frozen');
  end if;
end $$;
grant execute on function app.begin_card_binding(uuid, text) to mps_server;
