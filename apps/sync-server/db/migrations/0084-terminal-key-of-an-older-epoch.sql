-- Its answer gets another column, which create or replace cannot do.
drop function if exists auth.terminal_key(uuid, int);
