-- One shift as packages/shared ShiftSummary has it: its ends, its number, what was counted. Internal: granted to nobody.
create or replace function app.shift_summary(s app.shifts) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object(
    'shiftId', (s).shift_id, 'terminalId', (s).terminal_id, 'terminalLabel', t.label,
    'zNumber', (s).closed_epoch || '-' || (s).z_no,
    'openedAt', app.iso_time((s).opened_at), 'openedBy', opener.name, 'closedAt', app.iso_time((s).closed_at), 'closedBy', closer.name,
    'approvedBy', approver.name, 'counted', ((s).counted_amount * 100)::bigint,
    'variance', ((s).counted_amount * 100)::bigint - ((s).figures->'cash'->>'expected')::bigint)
  from app.terminals t
  left join auth.users opener on opener.id = (s).opened_by
  left join auth.users closer on closer.id = (s).closed_by
  left join auth.users approver on approver.id = (s).approved_by
  where t.id = (s).terminal_id
$$;
