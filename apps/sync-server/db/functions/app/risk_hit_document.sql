-- A hit as packages/shared RiskHit has it, with the sale that it is about and the other of a pair. Internal.
create or replace function app.risk_hit_document(h app.risk_hits, kind text) returns jsonb
language sql stable security definer
set search_path = pg_catalog
as $$
  select jsonb_build_object('id', h.id, 'ruleId', h.rule_id, 'kind', risk_hit_document.kind, 'action', h.action, 'observed', h.observed,
    'merchantId', term.merchant_id, 'terminalId', h.terminal_id, 'terminalLabel', term.label, 'cardSuffix', right(c.card_no, 4),
    'entryId', h.entry_id, 'txNo', t.tx_no, 'amount', (t.final_amount * 100)::bigint, 'scannedAt', app.iso_time(t.scanned_at),
    'relatedEntryId', h.related_entry_id, 'relatedTxNo', o.tx_no, 'verdict', h.verdict, 'reviewedBy', h.reviewed_by,
    'reviewedAt', app.iso_time(h.reviewed_at), 'createdAt', app.iso_time(h.created_at))
  from app.terminals term
  left join app.member_cards c on c.id = h.card_id
  left join app.idempotency_registry g on g.key = h.entry_id and g.scope = h.terminal_id
  left join app.transactions t on t.id = g.transaction_id and t.created_at = g.transaction_at
  left join lateral (
    select x.tx_no from app.idempotency_registry k join app.transactions x on x.id = k.transaction_id and x.created_at = k.transaction_at
    where k.key = h.related_entry_id limit 1
  ) o on true
  where term.id = h.terminal_id
$$;
