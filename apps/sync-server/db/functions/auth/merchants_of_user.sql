-- The active merchants that a user works for, the oldest employment first, as packages/shared UserMerchant has them.
create or replace function auth.merchants_of_user(user_id uuid) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'code', m.code, 'name', m.name, 'role', mu.role) order by mu.created_at, m.id), '[]')
  from app.merchant_users mu join app.merchants m on m.id = mu.merchant_id
  where mu.user_id = merchants_of_user.user_id and m.status = 'active'
$$;
grant execute on function auth.merchants_of_user(uuid) to mps_server;
