-- The active level that a number of points falls into, or null where the ranges leave a hole.
create or replace function app.compute_level(points int) returns int
language sql stable parallel safe strict security definer
set search_path = pg_catalog
as $$
  select l.level from app.membership_levels l
  where l.is_active and compute_level.points >= l.min_points and (l.max_points is null or compute_level.points <= l.max_points)
$$;
grant execute on function app.compute_level(int) to mps_server, mps_admin;
