-- Why a void that came late does not give its payment back, by its code in packages/shared, or null when it does: then its approval is used up.
-- Internal.
create or replace function app.late_void_refusal(b jsonb, p app.transactions) returns text
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_recorded_at timestamptz := late_void_refusal.b ->> 'recordedAt';
  v_approval_id uuid := late_void_refusal.b #>> '{approval,approvalId}';
  v_refused text := app.till_refusal((late_void_refusal.b ->> 'terminalId')::uuid, v_recorded_at);
begin
  if v_refused is null and app.spend_approval(v_approval_id, p.merchant_id, 'void', late_void_refusal.b ->> 'chargeId', null, v_recorded_at,
    (late_void_refusal.b ->> 'id')::uuid, (late_void_refusal.b #>> '{approval,managerId}')::uuid) is null then
    v_refused := case when v_approval_id is null then 'approval_needed' else 'approval_invalid' end;
  end if;
  return v_refused;
end $$;
