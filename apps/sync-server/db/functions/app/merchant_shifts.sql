-- The acting merchant's shifts, those that the server heard of last first, as packages/shared ShiftSummary has them. Pages by
-- (created_at, shift id): pass the last row's to go on.
create or replace function app.merchant_shifts(before_at timestamptz default null, before_id uuid default null, lim int default 50) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(app.shift_summary(page.s) || jsonb_build_object('cursorAt', (page.s).created_at::text)
    order by (page.s).created_at desc, (page.s).shift_id desc), '[]')
  from (
    select s from app.shifts s
    where s.merchant_id = (select sec.merchant_id())
      and (merchant_shifts.before_at is null or (s.created_at, s.shift_id) < (merchant_shifts.before_at, merchant_shifts.before_id))
    order by s.created_at desc, s.shift_id desc limit merchant_shifts.lim
  ) page
$$;
grant execute on function app.merchant_shifts(timestamptz, uuid, int) to mps_merchant;
