-- Ends the session that a person signs out of, or, everywhere, all of theirs. A session of somebody else is left alone. Returns how many ended.
create or replace function auth.sign_out(subject_id uuid, session_id uuid, everywhere boolean default false) returns int
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  perform set_config('sec.actor_id', sign_out.subject_id::text, true);
  return auth.end_sessions(
    array(select s.id from auth.sessions s
      where (s.user_id = sign_out.subject_id or s.member_id = sign_out.subject_id) and s.ended_at is null and (sign_out.everywhere or s.id = sign_out.session_id)),
    case when sign_out.everywhere then 'signed_out_everywhere' else 'signed_out' end);
end $$;
grant execute on function auth.sign_out(uuid, uuid, boolean) to mps_server;
