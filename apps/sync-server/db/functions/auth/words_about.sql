-- What others know of somebody, a member or a user, and therefore try first as a password: login or member number, name, phone, e-mail. Empty for
-- an id that nobody has.
create or replace function auth.words_about(subject_id uuid) returns text[]
language sql stable security definer
set search_path = pg_catalog
as $$
  select coalesce(array_agg(w.word), '{}')
  from (
    select unnest(array[m.member_no, m.name, m.phone, m.email]) as word from app.member_profiles m where m.id = words_about.subject_id
    union all
    select unnest(array[u.login, u.name]) from auth.users u where u.id = words_about.subject_id
  ) w
  where w.word is not null
$$;
grant execute on function auth.words_about(uuid) to mps_server;
