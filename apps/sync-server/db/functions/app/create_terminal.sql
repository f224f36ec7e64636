-- Makes a terminal of a merchant, not yet paired. Returns its id. Raises MP001 not_found.
create or replace function app.create_terminal(merchant_id uuid, label text) returns uuid
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_id uuid := sec.uuid_v7();
begin
  if not exists (select from app.merchants m where m.id = create_terminal.merchant_id) then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  insert into app.terminals (id, merchant_id, label) values (v_id, create_terminal.merchant_id, create_terminal.label);
  perform audit.log('terminal.created', 'terminal', v_id,
    jsonb_build_object('merchant', create_terminal.merchant_id, 'after', jsonb_build_object('label', create_terminal.label)));
  return v_id;
end $$;
grant execute on function app.create_terminal(uuid, text) to mps_admin;
