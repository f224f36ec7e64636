-- Counts a terminal's attempt at a code typed by hand and hands the server the living codes of that card number, whose digits it derives and compares:
-- ten attempts at one number, or thirty of one terminal, within 15 minutes; a number that does not exist is counted as one that does. Returns rows
-- with locked_until alone where the attempt may not be made, else one row for each code, and none where there is none.
create or replace function app.begin_typed_code(terminal_id uuid, card_no text)
returns table (locked_until timestamptz, qr_hash bytea, card_type app.card_type, discount int, expires_at timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_now timestamptz := clock_timestamp();
  v_scope record;
  v_attempt auth.typing_attempts;
  v_locked_until timestamptz;
begin
  -- The card first, at every till: two of them that type one number take their rows in one order.
  for v_scope in
    select * from (values ('card', sha256(convert_to(begin_typed_code.card_no, 'UTF8')), 10),
      ('terminal', sha256(uuid_send(begin_typed_code.terminal_id)), 30)) as s (scope, subject, allowed)
  loop
    insert into auth.typing_attempts as a (scope, subject, since) values (v_scope.scope, v_scope.subject, v_now)
    on conflict on constraint typing_attempts_pkey do update
    set attempts = case when a.since <= v_now - interval '15 minutes' then 1 else least(a.attempts, v_scope.allowed) + 1 end,
      since = case when a.since <= v_now - interval '15 minutes' then v_now else a.since end
    returning * into v_attempt;
    if v_attempt.attempts > v_scope.allowed then
      v_locked_until := greatest(v_locked_until, v_attempt.since + interval '15 minutes');
    end if;
  end loop;
  if v_locked_until is not null then
    perform audit.log('code.typing_locked', 'terminal', begin_typed_code.terminal_id);
    return query select v_locked_until, null::bytea, null::app.card_type, null::int, null::timestamptz;
  else
    -- By the rule of a scanned code: alive to two minutes, not revoked, not spent. Card, member and money are judged at settlement.
    return query
      select null::timestamptz, q.qr_hash, c.card_type, (q.discount * 1000)::int, q.expires_at
      from app.member_cards c
      join app.card_qr_history q on q.card_id = c.id
      where c.card_no = begin_typed_code.card_no and app.code_refusal(q, v_now) is null
        and (q.spent_by is null or (select s.code_uses from app.platform_settings s) <> 'one')
        -- No code lives longer than its 16 bits of seconds, and the index is by time of issue; a wallet holds at most five ahead.
        and q.issued_at > v_now - interval '5 days';
  end if;
end $$;
grant execute on function app.begin_typed_code(uuid, text) to mps_server;
