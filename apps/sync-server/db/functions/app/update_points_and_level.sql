-- Changes a card's points by a delta (never below zero), recomputes its level and the discount of its next codes: both ways, and for standard and
-- prepaid cards only, as a corporate card has its fixed discount and a voucher none. The caller holds the card's lock. Settlement does the same
-- for a whole set in app.post_entries. Returns the points that the card has now. Raises MP001 not_found.
create or replace function app.update_points_and_level(card_id uuid, delta int) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_points int;
begin
  update app.member_cards c
  set points = greatest(0, c.points + update_points_and_level.delta), level = coalesce(l.level, c.level), discount_rate = coalesce(l.discount, c.discount_rate)
  from app.member_cards o
  left join app.membership_levels l on o.card_type in ('standard', 'prepaid')
    and l.level = app.compute_level(greatest(0, o.points + update_points_and_level.delta))
  where o.id = update_points_and_level.card_id and c.id = o.id
  returning c.points into v_points;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  return v_points;
end $$;
