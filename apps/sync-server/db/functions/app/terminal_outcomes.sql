-- The outcomes of a terminal after one of its own gapless outcome numbers: { outcomes, lastOutcomeNo }; each is the first answer to its entry.
-- Only for the transaction's actor.
create or replace function app.terminal_outcomes(terminal_id uuid, after bigint, lim int) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'lastOutcomeNo', (select t.last_outcome_no from app.terminals t where t.id = terminal_outcomes.terminal_id),
    'outcomes', (
      select coalesce(jsonb_agg(g.answer order by e.outcome_no), '[]')
      from (
        select * from app.terminal_entries x
        where x.terminal_id = terminal_outcomes.terminal_id and x.terminal_id = (select sec.actor_id()) and x.outcome_no > terminal_outcomes.after
          and x.outcome_no > 0
        order by x.outcome_no limit terminal_outcomes.lim
      ) e
      join app.idempotency_registry g on g.key = e.entry_id and g.scope = e.terminal_id))
$$;
grant execute on function app.terminal_outcomes(uuid, bigint, int) to mps_terminal;
