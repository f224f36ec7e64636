-- Takes every lock that a set of entries needs, in one ascending list of distinct keys: merchants shared, terminals and cards exclusive.
-- With wait = false a key that somebody holds is left out and returned, so that one held card never stops the rest of the set.
-- Statements of its own, before the first read of what they protect: a statement that locks and reads sees the data from before its wait.
create or replace function app.lock_charge_set(merchant_ids uuid[], terminal_ids uuid[], card_ids uuid[], wait boolean) returns bigint[]
language plpgsql volatile security definer
set search_path = pg_catalog
set plan_cache_mode = force_generic_plan
as $$
declare
  v_lock record;
  v_busy bigint[] := '{}';
begin
  for v_lock in
    select sec.card_lock_key(w.id) as key, bool_and(w.shared) as shared
    from (
      select m.id, true as shared from unnest(lock_charge_set.merchant_ids) as m (id)
      union all select t.id, false from unnest(lock_charge_set.terminal_ids) as t (id)
      union all select c.id, false from unnest(lock_charge_set.card_ids) as c (id)
    ) w
    where w.id is not null
    group by 1
    order by 1
  loop
    if lock_charge_set.wait then
      if v_lock.shared then
        perform pg_advisory_xact_lock_shared(v_lock.key);
      else
        perform pg_advisory_xact_lock(v_lock.key);
      end if;
    elsif v_lock.shared then
      if not pg_try_advisory_xact_lock_shared(v_lock.key) then
        v_busy := v_busy || v_lock.key;
      end if;
    elsif not pg_try_advisory_xact_lock(v_lock.key) then
      v_busy := v_busy || v_lock.key;
    end if;
  end loop;
  return v_busy;
end $$;
