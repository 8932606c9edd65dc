/** Everything that a schema dump would show, read from Postgres' own catalogs, in a stable order. */
import type { MigrationClient } from '../migrate.ts';

/** Rights in a stable order; none written down and the default written down mean the same. */
const acl = (column: string, kind: string, owner: string): string =>
  `(SELECT string_agg(item::text, ',' ORDER BY item::text) FROM unnest(coalesce(${column}, acldefault(${kind}, ${owner}))) AS item)`;

/** One query a kind of object; each yields one text a line. */
const kinds: Readonly<Record<string, string>> = {
  tables: `SELECT format('%s %s rls=%s/%s identity=%s acl=%s comment=%s', c.relkind, c.oid::regclass, c.relrowsecurity,
      c.relforcerowsecurity, c.relreplident,
      ${acl('c.relacl', `CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"`, 'c.relowner')}, obj_description(c.oid, 'pg_class')) AS line
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'S', 'p')`,
  columns: `SELECT format('%s #%s %s %s notnull=%s default=%s generated=%s identity=%s acl=%s comment=%s', a.attrelid::regclass,
      row_number() OVER (PARTITION BY a.attrelid ORDER BY a.attnum), a.attname, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity,
      ${acl('a.attacl', "'c'", 'c.relowner')}, col_description(a.attrelid, a.attnum)) AS line
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped`,
  constraints: `SELECT format('%s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS line
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
  indexes: `SELECT indexdef AS line FROM pg_indexes WHERE schemaname = 'public'`,
  functions: `SELECT format('%s acl=%s', pg_get_functiondef(p.oid), ${acl('p.proacl', "'f'", 'p.proowner')}) AS line FROM pg_proc p
    LEFT JOIN pg_depend e ON e.objid = p.oid AND e.deptype = 'e'
    WHERE p.pronamespace IN ('public'::regnamespace, to_regnamespace('auth')) AND p.prokind = 'f' AND e.objid IS NULL`,
  triggers: `SELECT format('%s %s', pg_get_triggerdef(t.oid), t.tgenabled) AS line FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal`,
  views: `SELECT format('%s %s', viewname, definition) AS line FROM pg_views WHERE schemaname = 'public'`,
  policies: `SELECT format('%s %s %s %s to=%s using=%s check=%s', tablename, policyname, permissive, cmd, roles, qual, with_check) AS line
    FROM pg_policies WHERE schemaname = 'public'`,
  publications: `SELECT format('%s %s', pubname, tablename) AS line FROM pg_publication_tables`,
  schemas: `SELECT format('%s acl=%s', nspname, ${acl('nspacl', "'n'", 'nspowner')}) AS line FROM pg_namespace WHERE nspname IN ('public', 'auth')`,
};

export async function catalogSnapshot(client: MigrationClient): Promise<Record<string, string[]>> {
  const snapshot: Record<string, string[]> = {};
  for (const [kind, sql] of Object.entries(kinds)) {
    const { rows } = await client.query<{ line: string }>(sql);
    snapshot[kind] = rows.map(({ line }) => line).toSorted();
  }
  return snapshot;
}
