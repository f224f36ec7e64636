-- Whether a late decline may be charged again (protocol.md, Offline policy): the same code and scan, no more than the first amount, within
-- 30 days, and once. Amounts are minor units. Null: it may.
create or replace function app.judge_charge_again(
  late app.late_declines, code_hash bytea, scanned_at timestamptz, amount bigint, now timestamptz
) returns text
language sql immutable
return case
  when late.charge_id is null or late.code_hash <> judge_charge_again.code_hash or late.scanned_at <> judge_charge_again.scanned_at
    or late.scanned_at < judge_charge_again.now - interval '30 days' then 'code_unknown'
  when late.state <> 'open' then 'code_already_used'
  when judge_charge_again.amount > late.amount * 100 then 'amount_out_of_range'
end;
