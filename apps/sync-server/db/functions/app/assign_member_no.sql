-- Trigger: gives a new member their number, M, nine random digits and their check digit.
create or replace function app.assign_member_no() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_digits text;
begin
  if new.member_no is null then
    -- Nine digits meet by chance among ten thousand members already.
    loop
      v_digits := sec.random_digits(9);
      new.member_no := 'M' || v_digits || sec.luhn_digit(v_digits);
      exit when not exists (select from app.member_profiles m where m.member_no = new.member_no);
    end loop;
  end if;
  return new;
end $$;
grant execute on function app.assign_member_no() to mps_owner;
