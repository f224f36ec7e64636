-- The server numbers what repeats in a set, and says where each body ends.
drop function if exists app.merchant_charge_by_qr(uuid[], uuid[], int[], bigint[], text[], bytea, bytea, bytea, bytea, int[], timestamptz[],
  int[], uuid[], uuid[], int[], bytea, timestamptz[], bigint[], text[], app.payment_method[], int[], bigint[], uuid[], text[], uuid[],
  uuid[], int[], bigint[], boolean, text[]);
drop function if exists app.post_entries(app.entry_decision[], timestamptz, bytea, bytea, bytea, bytea, int[], uuid[], int[], bigint[], boolean, boolean, boolean);
alter type app.charge_case alter attribute known_answer type json;
set role mps_owner;

-- An answer is sent as it was stored, and taken apart by reports alone: as json it is text, checked and not rebuilt.
alter type app.entry_decision alter attribute answer type text;
alter table app.idempotency_registry alter column answer type json using answer::json;

-- Each change of a balance asks this again; a regular expression was the dearest of all checks of a charge.
alter table app.member_cards drop constraint card_no_has_sixteen_digits;
alter table app.member_cards add constraint card_no_has_sixteen_digits check (octet_length(card_no) = 16 and ltrim(card_no, '0123456789') = '');

-- An object's id is its own among all types; a text that is the same in each row made every insertion compare it. A search by type alone asks for
-- what is rare; charges are found by time, actor or object.
drop index audit.events_by_object;
create index events_by_object on audit.event_log (object_id, id);
create index events_by_type on audit.event_log (object_type, id) where object_type <> 'charge';

reset role;
