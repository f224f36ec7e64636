-- Lets one entry of a terminal in that was rejected as clock_untrusted or arrived_too_late: the terminal sends it again, and it is then judged
-- as if it had come in time. Again changes nothing. Raises MP001 not_found for an unknown terminal or an entry that was never rejected so.
create or replace function app.release_entry(terminal_id uuid, entry_id uuid, reason text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
begin
  if not exists (
    select from app.entry_faults f
    where f.terminal_id = release_entry.terminal_id and f.entry_id = release_entry.entry_id and f.code in ('clock_untrusted', 'arrived_too_late')
  ) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  insert into app.entry_releases (terminal_id, entry_id, released_by, reason)
  values (release_entry.terminal_id, release_entry.entry_id, (select u.id from auth.users u where u.id = sec.actor_id()), release_entry.reason)
  on conflict do nothing;
  if found then
    perform audit.log('entry.released', 'terminal', release_entry.terminal_id,
      jsonb_build_object('entry', release_entry.entry_id, 'reason', release_entry.reason));
  end if;
end $$;
grant execute on function app.release_entry(uuid, uuid, text) to mps_admin;
