-- Gives a terminal another label. Raises MP001 not_found.
create or replace function app.rename_terminal(terminal_id uuid, label text) returns void
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before text;
begin
  select t.label into v_before from app.terminals t where t.id = rename_terminal.terminal_id for update;
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  update app.terminals t set label = rename_terminal.label where t.id = rename_terminal.terminal_id;
  perform audit.log('terminal.renamed', 'terminal', rename_terminal.terminal_id,
    jsonb_build_object('before', jsonb_build_object('label', v_before), 'after', jsonb_build_object('label', rename_terminal.label)));
end $$;
grant execute on function app.rename_terminal(uuid, text) to mps_admin;
