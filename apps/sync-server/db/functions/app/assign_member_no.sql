-- Trigger: gives a new member their number, M, nine random digits and their check digit.
create or replace function app.assign_member_no() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_digits text;
begin
  if new.member_no is null then
    v_digits := sec.random_digits(9);
    new.member_no := 'M' || v_digits || sec.luhn_digit(v_digits);
  end if;
  return new;
end $$;
grant execute on function app.assign_member_no() to mps_owner;
