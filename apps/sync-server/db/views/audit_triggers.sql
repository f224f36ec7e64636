-- What people configure is noted row by row, before and after. What a charge, a heartbeat or a code changes is not: those are noted by the entry's own
-- row, and the conditions keep them from costing a call.
create or replace trigger note_change after insert or update or delete on app.member_profiles for each row execute function audit.note_change('id');
create or replace trigger note_change after insert or update or delete on app.member_external_identities for each row execute function audit.note_change('id');
create or replace trigger note_change after insert or update or delete on app.card_bindings for each row execute function audit.note_change('card_id', 'member_id');
create or replace trigger note_change after insert or update or delete on app.membership_levels for each row execute function audit.note_change();
create or replace trigger note_change after insert or update or delete on app.merchants for each row execute function audit.note_change('id');
create or replace trigger note_change after insert on app.merchant_policies for each row execute function audit.note_change('merchant_id', 'revision');
create or replace trigger note_change after insert or update or delete on app.merchant_users for each row execute function audit.note_change('merchant_id', 'user_id');
create or replace trigger note_change after insert or update or delete on app.platform_settings for each row execute function audit.note_change();
create or replace trigger note_change after insert or update or delete on app.risk_rules for each row execute function audit.note_change('id');
create or replace trigger note_change after insert or update or delete on auth.users for each row execute function audit.note_change('id');
create or replace trigger note_card after insert or delete on app.member_cards for each row execute function audit.note_change('id');
create or replace trigger note_card_change
  after update of status, blocked_at, expires_at, owner_member_id, fixed_discount, binding_password_hash, replaced_by on app.member_cards for each row
  when ((old.status, old.blocked_at, old.expires_at, old.owner_member_id, old.fixed_discount, old.binding_password_hash, old.replaced_by)
    is distinct from (new.status, new.blocked_at, new.expires_at, new.owner_member_id, new.fixed_discount, new.binding_password_hash, new.replaced_by))
  execute function audit.note_change('id');
create or replace trigger note_terminal after insert or delete on app.terminals for each row execute function audit.note_change('id');
create or replace trigger note_terminal_change
  after update of status, blocked_at, label, drain_allowed, merchant_id, current_epoch on app.terminals for each row
  when ((old.status, old.blocked_at, old.label, old.drain_allowed, old.merchant_id, old.current_epoch)
    is distinct from (new.status, new.blocked_at, new.label, new.drain_allowed, new.merchant_id, new.current_epoch))
  execute function audit.note_change('id');
