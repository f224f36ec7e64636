-- Counts a sign-in attempt of a member: five failures in a row lock the login for 15 minutes, a success starts anew. Both are audited.
create or replace function auth.member_login_result(member_id uuid, succeeded boolean) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  update auth.member_credentials c
  set failed_count = case when member_login_result.succeeded then 0 else (c.failed_count + 1) % 5 end,
    locked_until = case when not member_login_result.succeeded and c.failed_count >= 4 then clock_timestamp() + interval '15 minutes' else c.locked_until end
  where c.member_id = member_login_result.member_id;
  perform audit.log(case when member_login_result.succeeded then 'member.signed_in' else 'member.sign_in_failed' end, 'member', member_login_result.member_id);
end $$;
grant execute on function auth.member_login_result(uuid, boolean) to mps_server;
