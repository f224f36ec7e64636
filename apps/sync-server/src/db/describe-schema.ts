import type pg from 'pg'

type Line = { line: string }

/** Partitions are left out: their names follow the calendar. */
const TABLES = `
  select c.oid, n.nspname, c.relname, c.relrowsecurity, c.relforcerowsecurity, pg_get_userbyid(c.relowner) as owner, c.relacl
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('app', 'sec', 'audit', 'auth', 'monitoring') and c.relkind in ('r', 'p', 'v') and not c.relispartition`

/** One query for each kind of thing; every row is one line of the description, below the name it belongs to. */
const PARTS: [title: string, sql: string][] = [
  [
    'Tables and views',
    `select format('%I.%I owner %s%s', nspname, relname, owner, case when relforcerowsecurity then ', row security forced' else '' end) as line from (${TABLES}) t`,
  ],
  [
    'Columns',
    `select format('%I.%I.%I %s%s%s', t.nspname, t.relname, a.attname, format_type(a.atttypid, a.atttypmod), case when a.attnotnull then ' not null' else '' end,
       coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) as line
     from (${TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum`,
  ],
  [
    'Constraints',
    // Not-null constraints have rows of their own from PostgreSQL 18 on; the columns say it already.
    `select format('%I.%I %I: %s', t.nspname, t.relname, k.conname, pg_get_constraintdef(k.oid)) as line
     from (${TABLES}) t join pg_constraint k on k.conrelid = t.oid where k.contype <> 'n'`,
  ],
  ['Indexes', `select pg_get_indexdef(i.indexrelid) as line from (${TABLES}) t join pg_index i on i.indrelid = t.oid`],
  [
    'Triggers',
    `select pg_get_triggerdef(g.oid) as line from (${TABLES}) t join pg_trigger g on g.tgrelid = t.oid where not g.tgisinternal`,
  ],
  [
    'Policies',
    `select format('%s.%s %s: %s to %s using (%s) check (%s)', p.schemaname, p.tablename, p.policyname, p.cmd, p.roles::text, coalesce(p.qual, ''), coalesce(p.with_check, '')) as line
     from pg_policies p where p.schemaname in ('app', 'audit', 'auth')`,
  ],
  [
    'Grants on tables',
    `select format('%I.%I to %s: %s', t.nspname, t.relname, pg_get_userbyid(x.grantee), string_agg(x.privilege_type, ', ' order by x.privilege_type)) as line
     from (${TABLES}) t cross join lateral aclexplode(t.relacl) x where pg_get_userbyid(x.grantee) <> t.owner group by t.nspname, t.relname, x.grantee`,
  ],
  [
    'Grants on columns',
    `select format('%I.%I (%s) to %s: %s', t.nspname, t.relname, string_agg(a.attname, ', ' order by a.attname), pg_get_userbyid(x.grantee), x.privilege_type) as line
     from (${TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attacl is not null cross join lateral aclexplode(a.attacl) x
     group by t.nspname, t.relname, x.grantee, x.privilege_type`,
  ],
  [
    'Functions',
    `select format('%I.%I(%s) owner %s%s%s; execute: %s', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), pg_get_userbyid(p.proowner),
       case when p.prosecdef then ', definer' else '' end, case when p.proconfig is not null then ', set ' || array_to_string(p.proconfig, ', ') else '' end,
       case when p.proacl is null then 'PUBLIC' else
         (select coalesce(string_agg(case x.grantee when 0 then 'PUBLIC' else pg_get_userbyid(x.grantee) end, ', ' order by x.grantee::regrole::text), 'nobody')
          from aclexplode(p.proacl) x where x.grantee <> p.proowner) end) as line
     from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('app', 'sec', 'audit', 'auth')`,
  ],
]

/** What the database is, told from its catalogue: reviewers read its difference, and a test compares it with `db/schema.sql`. */
export async function describeSchema(db: pg.Pool): Promise<string> {
  const parts: string[] = [
    '-- Made from the catalogue by `UPDATE_SCHEMA=1 vitest run --project sync-server tests/db/schema`; a test compares it. Not to be run.',
  ]
  for (const [title, sql] of PARTS) {
    const { rows } = await db.query<Line>(sql)
    const lines = rows.map(({ line }) => `--   ${line.replaceAll(/\s+/g, ' ')}`).toSorted()
    parts.push(`\n-- ${title}`, ...lines)
  }
  return `${parts.join('\n')}\n`
}
