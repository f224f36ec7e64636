-- Takes every lock that a set of entries needs, in one order for everybody: cards, terminals (both exclusive), merchants (shared), each kind by
-- ascending keys. Who waits for a card that somebody holds thus holds no terminal meanwhile, whose next sale would wait with it.
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
    select sec.card_lock_key(w.id) as key, min(w.kind) as kind, bool_and(w.kind = 3) as shared
    from (
      select m.id, 3 as kind from unnest(lock_charge_set.merchant_ids) as m (id)
      union all select t.id, 2 from unnest(lock_charge_set.terminal_ids) as t (id)
      union all select c.id, 1 from unnest(lock_charge_set.card_ids) as c (id)
    ) w
    where w.id is not null
    group by 1
    order by 2, 1
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
