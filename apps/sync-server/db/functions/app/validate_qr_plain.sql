-- What the platform knows of a code's text at a time: found (its card, member, discount factor and limit), and why it could not be charged, or null.
-- The plain text is hashed here and stored nowhere. It judges the code alone; card, member and money are judged at settlement.
create or replace function app.validate_qr_plain(plain text, at timestamptz default clock_timestamp())
returns table (card_id uuid, member_id uuid, discount numeric(4,3), offline_limit numeric(12,2), refusal text)
language sql stable security definer
set search_path = pg_catalog
as $$
  select q.card_id, q.member_id, q.discount, q.offline_limit, case
    when q.id is null then 'code_unknown'
    when validate_qr_plain.at < q.valid_from - interval '2 minutes' then 'code_not_yet_valid'
    when validate_qr_plain.at > q.expires_at + interval '2 minutes' then 'code_expired'
    when q.revoked_at <= validate_qr_plain.at then 'code_revoked'
    when q.spent_by is not null and (select s.code_uses from app.platform_settings s) = 'one' then 'code_already_used'
  end
  from (select sha256(convert_to(validate_qr_plain.plain, 'UTF8')) as hash) h
  left join app.card_qr_history q on q.qr_hash = h.hash
$$;
grant execute on function app.validate_qr_plain(text, timestamptz) to mps_server, mps_admin;
