-- Late declines, the newest first, of the acting terminal's or user's merchant; an administrator names the merchant, or null for all. Pages by
-- (created_at, charge_id): pass the last row's cursor to go on. Rows as app.late_decline_json has them, with their cursor.
create or replace function app.list_late_declines(state text default null, merchant_id uuid default null, before_at timestamptz default null,
  before_id uuid default null, lim int default 50) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(app.late_decline_json(x.charge_id, x.terminal_id) || jsonb_build_object('cursorAt', x.created_at::text)
    order by x.created_at desc, x.charge_id desc), '[]')
  from (
    select l.charge_id, l.terminal_id, l.created_at from app.late_declines l
    where (list_late_declines.state is null or l.state = list_late_declines.state)
      and case when current_setting('role', true) = 'mps_admin' then l.merchant_id = coalesce(list_late_declines.merchant_id, l.merchant_id)
        else l.merchant_id = (select app.acting_merchant()) end
      and (list_late_declines.before_at is null or (l.created_at, l.charge_id) < (list_late_declines.before_at, list_late_declines.before_id))
    order by l.created_at desc, l.charge_id desc limit list_late_declines.lim
  ) x
$$;
grant execute on function app.list_late_declines(text, uuid, timestamptz, uuid, int) to mps_terminal, mps_merchant, mps_admin;
