-- Sets the table of membership levels as a whole, so that a boundary between two of them can move: { level, name, min_points, max_points,
-- discount } each, factors as discount. A level that is left out is kept inactive, since cards name it. Cards take their new level with the
-- next change of their points. Raises 23P01 for ranges that overlap, 23514 for a value that is none.
create or replace function app.replace_membership_levels(levels jsonb) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before jsonb;
begin
  perform from app.membership_levels l order by l.level for update;
  select coalesce(jsonb_agg(to_jsonb(l) - '{created_at,updated_at,is_active}'::text[] order by l.level), '[]') into v_before
  from app.membership_levels l where l.is_active;
  update app.membership_levels l set is_active = false where l.is_active;
  insert into app.membership_levels as l (level, name, min_points, max_points, discount, is_active)
  select n.level, n.name, n.min_points, n.max_points, n.discount, true
  from jsonb_to_recordset(replace_membership_levels.levels) as n (level int, name text, min_points int, max_points int, discount numeric)
  on conflict on constraint membership_levels_pkey do update
  set name = excluded.name, min_points = excluded.min_points, max_points = excluded.max_points, discount = excluded.discount, is_active = true;
  perform audit.log('levels.replaced', 'platform', null, jsonb_build_object('before', v_before, 'after', replace_membership_levels.levels));
end $$;
grant execute on function app.replace_membership_levels(jsonb) to mps_admin;
