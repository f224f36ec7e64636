-- Keeps that a manager's PIN was right for one act, for five minutes and one use, and starts the count of failures anew. The server has compared
-- the PIN and hands over the verdict, which only its role may pass. amount in minor units. Returns the approval's id and end.
create or replace function auth.grant_approval(manager_id uuid, merchant_id uuid, terminal_id uuid, action text, subject text, amount bigint)
returns table (approval_id uuid, expires_at timestamptz)
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  a auth.approvals;
begin
  insert into auth.approvals (manager_id, merchant_id, terminal_id, action, subject, amount, expires_at)
  values (grant_approval.manager_id, grant_approval.merchant_id, grant_approval.terminal_id, grant_approval.action, grant_approval.subject,
    grant_approval.amount / 100.0, clock_timestamp() + interval '5 minutes')
  returning * into a;
  update auth.pin_attempts p set failed_count = 0, locked_until = null where p.user_id = grant_approval.manager_id;
  insert into audit.event_log (actor_user_id, action, object_type, object_id, context)
  values (a.manager_id, 'approval.granted', 'approval', a.id,
    jsonb_strip_nulls(jsonb_build_object('action', a.action, 'merchant', a.merchant_id, 'terminal', a.terminal_id, 'amount', grant_approval.amount)));
  return query select a.id, a.expires_at;
end $$;
grant execute on function auth.grant_approval(uuid, uuid, uuid, text, text, bigint) to mps_server;
