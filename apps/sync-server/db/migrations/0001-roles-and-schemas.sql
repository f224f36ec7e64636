-- Roles are shared by all databases of a cluster, so each is made only where it is missing.
do $$
declare
  v_role text;
begin
  foreach v_role in array array['mps_owner', 'mps_definer', 'mps_terminal', 'mps_member', 'mps_merchant', 'mps_admin'] loop
    if not exists (select from pg_roles r where r.rolname = v_role) then
      execute format('create role %I nologin', v_role);
    end if;
  end loop;
  -- NOINHERIT: the server has a member's rights only inside a transaction that says so.
  if not exists (select from pg_roles r where r.rolname = 'mps_server') then
    create role mps_server login noinherit;
  end if;
exception when duplicate_object or unique_violation then
  -- Another database of this cluster was migrated at the same moment.
  null;
end $$;

grant mps_terminal, mps_member, mps_merchant, mps_admin to mps_server;
grant mps_owner, mps_definer to current_user;

do $$
begin
  execute format('grant create on database %I to mps_owner', current_database());
  execute format('grant connect on database %I to mps_server', current_database());
  execute format('revoke all on database %I from public', current_database());
end $$;

create schema app authorization mps_owner;
create schema sec authorization mps_owner;
create schema audit authorization mps_owner;
create schema auth authorization mps_owner;
create schema monitoring authorization mps_owner;

set role mps_owner;

-- mps_definer owns the functions and nothing else; it writes where a function says so, under policies of its own.
grant usage, create on schema app, sec, audit, auth, monitoring to mps_definer;
grant usage on schema app, sec, audit, auth, monitoring to mps_server, mps_terminal, mps_member, mps_merchant, mps_admin;

alter default privileges in schema app, auth grant select, insert, update, delete on tables to mps_definer;
alter default privileges in schema audit grant select, insert on tables to mps_definer;
alter default privileges in schema app, auth, audit grant usage on sequences to mps_definer;

reset role;

-- A function can be called by those it is granted to, one by one, and by nobody else.
alter default privileges for role mps_definer revoke execute on functions from public;
alter default privileges for role mps_owner revoke execute on functions from public;
