-- How long a session lasts: at most in all, and without being used. A till's staff sign in once a day, an admin's session that is left alone ends,
-- a phone stays signed in.
create or replace function auth.session_life(kind text, out at_most interval, out unused interval)
language sql immutable parallel safe
set search_path = pg_catalog
as $$
  select case session_life.kind when 'member' then interval '90 days' when 'user' then interval '12 hours' else interval '8 hours' end,
    case session_life.kind when 'member' then interval '30 days' when 'user' then interval '4 hours' else interval '30 minutes' end
$$;
