-- Members and cards as lists, reports and support read them: nobody needs a whole phone, e-mail or card number to find a row. Who sees which
-- rows is what the tables' policies say, because the views read with the rights of whoever asks.
create or replace view app.masked_members with (security_invoker = true) as
select m.id, m.member_no, m.name, sec.mask_phone(m.phone) as phone, sec.mask_email(m.email) as email, m.status, m.blocked_at, m.created_at
from app.member_profiles m;
create or replace view app.masked_cards with (security_invoker = true) as
select c.id, sec.mask_card_no(c.card_no) as card_no, c.card_type, c.owner_member_id, c.balance, c.points, c.level, c.status, c.expires_at, c.created_at
from app.member_cards c;
grant select on app.masked_members, app.masked_cards to mps_member, mps_admin;
