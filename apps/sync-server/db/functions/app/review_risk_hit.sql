-- Somebody has looked at a hit and says what it was: harmless, fraud or mistake; an admin at any, a merchant's user at a suspected duplicate of its own.
-- The last verdict counts. Raises MP001 not_found. Returns a RiskHit.
create or replace function app.review_risk_hit(hit_id uuid, verdict text) returns jsonb
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  h app.risk_hits;
  v_kind text;
begin
  select r.kind into v_kind from app.risk_hits x join app.risk_rules r on r.id = x.rule_id join app.terminals t on t.id = x.terminal_id
  where x.id = review_risk_hit.hit_id
    and (current_setting('role', true) = 'mps_admin' or t.merchant_id = sec.merchant_id() and r.kind = 'suspected_duplicate');
  if not found then
    raise exception 'not_found' using errcode = 'MP001';
  end if;
  update app.risk_hits x set verdict = review_risk_hit.verdict, reviewed_by = sec.actor_id(), reviewed_at = clock_timestamp()
  where x.id = review_risk_hit.hit_id returning * into h;
  perform audit.log('risk_hit.reviewed', 'risk_hit', h.id, jsonb_build_object('verdict', h.verdict));
  return app.risk_hit_document(h, v_kind);
end $$;
grant execute on function app.review_risk_hit(uuid, text) to mps_merchant, mps_admin;
