-- Whether a person may hold a session of a kind now: an active member; an active user with this merchant's role, the merchant active too; an active
-- platform admin. A user without a merchant may hold one for their own account alone, which is how an admin enrols a second factor.
create or replace function auth.may_hold_session(kind text, subject_id uuid, merchant_id uuid) returns boolean
language sql stable security definer
set search_path = pg_catalog
as $$
  select case may_hold_session.kind
    when 'member' then exists (select from app.member_profiles m where m.id = may_hold_session.subject_id and m.status = 'active')
    when 'admin' then exists (select from auth.users u where u.id = may_hold_session.subject_id and u.status = 'active' and u.is_platform_admin)
    else exists (select from auth.users u where u.id = may_hold_session.subject_id and u.status = 'active'
        and (may_hold_session.merchant_id is not null or u.is_platform_admin))
      and (may_hold_session.merchant_id is null or exists (
        select from app.merchant_users mu join app.merchants m on m.id = mu.merchant_id
        where mu.user_id = may_hold_session.subject_id and mu.merchant_id = may_hold_session.merchant_id and m.status = 'active'))
  end
$$;
grant execute on function auth.may_hold_session(text, uuid, uuid) to mps_server;
