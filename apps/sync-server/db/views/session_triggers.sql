-- Who stops being active, or changes role, is signed out everywhere.
create or replace trigger end_sessions after update of status on app.member_profiles for each row when (new.status <> 'active') execute function auth.end_sessions_when_blocked();
create or replace trigger end_sessions after update of status on auth.users for each row when (new.status <> 'active') execute function auth.end_sessions_when_blocked();
create or replace trigger end_sessions after update of status on app.merchants for each row when (new.status <> 'active') execute function auth.end_sessions_when_blocked();
create or replace trigger end_sessions_of_role after update of role on app.merchant_users for each row when (new.role <> old.role) execute function auth.end_sessions_when_blocked();
create or replace trigger end_sessions_of_employment after delete on app.merchant_users for each row execute function auth.end_sessions_when_blocked();
