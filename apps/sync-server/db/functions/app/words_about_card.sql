-- What others know of a card and of those who use it, and therefore try first as its binding password: its number, their names and member numbers,
-- and of whoever sets it also phone and e-mail. Not those of the others: the refusal would tell who guesses right. Raises MP001 not_found,
-- MP002 forbidden.
create or replace function app.words_about_card(card_id uuid) returns text[]
language plpgsql stable security definer
set search_path = pg_catalog
as $$
begin
  perform app.require_card_admin(words_about_card.card_id);
  return (
    select coalesce(array_agg(w.word), '{}')
    from (
      select c.card_no as word from app.member_cards c where c.id = words_about_card.card_id
      union all
      select unnest(array[m.member_no, m.name] || case when m.id = sec.actor_id() or sec.is_admin() then array[m.phone, m.email] else '{}' end)
      from app.card_bindings b join app.member_profiles m on m.id = b.member_id
      where b.card_id = words_about_card.card_id and b.removed_at is null
    ) w
    where w.word is not null
  );
end $$;
grant execute on function app.words_about_card(uuid) to mps_member, mps_admin;
