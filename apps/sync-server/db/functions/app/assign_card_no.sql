-- Trigger: gives a new card its number, 15 random digits and their check digit; the first digit is 9, as no payment network uses it.
create or replace function app.assign_card_no() returns trigger
language plpgsql volatile security definer
set search_path = pg_catalog
as $$
declare
  v_digits text;
begin
  if new.card_no is null then
    -- Chance gives a number twice before long: among ten million cards once in two times.
    loop
      v_digits := '9' || sec.random_digits(14);
      new.card_no := v_digits || sec.luhn_digit(v_digits);
      exit when not exists (select from app.member_cards c where c.card_no = new.card_no);
    end loop;
  end if;
  return new;
end $$;
grant execute on function app.assign_card_no() to mps_owner;
