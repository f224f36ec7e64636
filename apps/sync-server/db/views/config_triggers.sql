-- What a terminal's configuration is made of. Columns that heartbeats and settlements write are left out on purpose.
create or replace trigger tell_of_config after update of status, drain_allowed, label on app.terminals for each row execute function app.notify_config_change();
create or replace trigger tell_of_config after update of status, name, time_zone, late_decline_policy on app.merchants for each row execute function app.notify_config_change();
create or replace trigger tell_of_config after insert on app.merchant_policies for each row execute function app.notify_config_change();
create or replace trigger tell_of_config after insert or update or delete on app.merchant_users for each row execute function app.notify_config_change();
create or replace trigger tell_of_config after update of name, pin_hash, status, pin_change_required on auth.users for each row execute function app.notify_config_change();
create or replace trigger tell_of_config after insert or update or delete on app.membership_levels for each statement execute function app.notify_config_change();
create or replace trigger tell_of_config after update on app.platform_settings for each statement execute function app.notify_config_change();
create or replace trigger tell_of_config after insert or update on auth.signing_keys for each statement execute function app.notify_config_change();
-- The denylist. A settlement spends codes and never names this column.
create or replace trigger tell_of_config after update of revoked_at on app.card_qr_history for each statement execute function app.notify_config_change();
