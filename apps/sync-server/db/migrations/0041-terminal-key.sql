-- Its answer gets another column, which create or replace cannot do.
drop function if exists auth.terminal_key(uuid, int);
-- Read each second by every instance, for the tokens that no longer count.
set role mps_owner;
create index terminals_revoked on app.terminals (blocked_at) where status = 'revoked';
reset role;
