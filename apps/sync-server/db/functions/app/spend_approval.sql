-- Uses up a manager's approval for one act and returns the manager, or null when there is none for it: unknown, used, another merchant's, another
-- action, subject or manager's, for less money, or not alive at the time of the act. A device's word for that time is good to two minutes, as everywhere.
-- amount in minor units. Internal: whoever calls it posts the act in the same transaction.
create or replace function app.spend_approval(approval_id uuid, merchant_id uuid, action text, subject text, amount bigint, acted_at timestamptz, used_by uuid,
  manager_id uuid default null) returns uuid
language sql volatile security definer
set search_path = pg_catalog
as $$
  update auth.approvals a set used_at = clock_timestamp(), used_by = spend_approval.used_by
  where a.id = spend_approval.approval_id and a.merchant_id = spend_approval.merchant_id and a.used_at is null
    and a.manager_id = coalesce(spend_approval.manager_id, a.manager_id) and a.action = spend_approval.action and a.subject = spend_approval.subject
    and coalesce(a.amount * 100 >= spend_approval.amount, spend_approval.amount is null)
    and spend_approval.acted_at between a.created_at - interval '2 minutes' and a.expires_at + interval '2 minutes'
  returning a.manager_id
$$;
