-- Uses up one time step of a user's second factor, whose code the server has compared; true once per step over all instances. With confirm, an unconfirmed
-- factor becomes the one that sign-in asks for, and what was signed in without it ends.
create or replace function auth.take_totp_step(user_id uuid, step bigint, confirm boolean default false, keep_session_id uuid default null) returns boolean
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform set_config('sec.actor_id', take_totp_step.user_id::text, true);
  update auth.totp_secrets t
  set last_step = take_totp_step.step, confirmed_at = case when take_totp_step.confirm then clock_timestamp() else t.confirmed_at end
  where t.user_id = take_totp_step.user_id and t.last_step < take_totp_step.step and take_totp_step.confirm = (t.confirmed_at is null);
  if not found then
    return false;
  end if;
  if take_totp_step.confirm then
    perform auth.end_sessions(array(select s.id from auth.sessions s where s.user_id = take_totp_step.user_id and s.ended_at is null
      and s.id is distinct from take_totp_step.keep_session_id), 'second_factor_changed');
    perform audit.log('user.totp_confirmed', 'user', take_totp_step.user_id);
  end if;
  return true;
end $$;
grant execute on function auth.take_totp_step(uuid, bigint, boolean, uuid) to mps_server;
