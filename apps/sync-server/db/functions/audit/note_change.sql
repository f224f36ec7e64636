-- Notes what a write changed, before and after, column by column: whichever function wrote it, none can leave it out. Columns with personal values or
-- secrets are named and not told; what an insert leaves empty is left out. The row's id is its first key column; others stand in the context.
create or replace function audit.note_change() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_before jsonb := case when tg_op <> 'INSERT' then audit.tellable(to_jsonb(old)) else '{}' end;
  v_after jsonb := case when tg_op <> 'DELETE' then audit.tellable(to_jsonb(new)) else '{}' end;
  v_row jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) else to_jsonb(old) end;
  v_keys jsonb;
  v_untold text[];
begin
  select jsonb_object_agg(k.name, v_row -> k.name) into v_keys from unnest(tg_argv) as k (name);
  select array_agg(c.name order by c.name) into v_untold from unnest(audit.untold_columns()) as c (name)
  where tg_op = 'UPDATE' and to_jsonb(old) -> c.name is distinct from to_jsonb(new) -> c.name;
  insert into audit.event_log (actor_user_id, action, object_type, object_id, context)
  values (sec.actor_id(), 'row.' || lower(tg_op) || case tg_op when 'DELETE' then 'd' when 'UPDATE' then 'd' else 'ed' end, tg_table_name,
    (v_row ->> tg_argv[0])::uuid,
    jsonb_strip_nulls(jsonb_build_object('key', case when tg_nargs > 1 then v_keys end, 'untold', to_jsonb(v_untold),
      'before', (select jsonb_object_agg(b.key, b.value) from jsonb_each(v_before) b where b.value is distinct from coalesce(v_after -> b.key, 'null')),
      'after', (select jsonb_object_agg(a.key, a.value) from jsonb_each(v_after) a where a.value is distinct from coalesce(v_before -> a.key, 'null')))));
  return null;
end $$;
grant execute on function audit.note_change() to mps_owner;
