/** The catalogue as a page for people: a diagram a domain, then every table with its columns and rules. */
import type { Column } from './columns.ts';
import type { Domain, Table } from './table.ts';

const DOMAINS: Record<Domain, string> = {
  identity: 'Identity',
  morgys: 'Morgys',
  market: 'Market',
  'hired-agents': 'Hired agents',
  chat: 'Chat',
  plugins: 'Plugins',
  foundations: 'Foundations and ICP',
  billing: 'Billing',
  usage: 'Usage',
  sync: 'Sync',
};

const TRAVEL: Record<Table['sync'], string> = {
  both: 'authored on devices',
  up: 'handed in by devices, decided by the cloud',
  down: 'read-only on devices',
  none: 'stays in the cloud',
};

function typeName({ type }: Column): string {
  switch (type.kind) {
    case 'text':
      return type.maxLength === undefined ? 'text' : `varchar(${type.maxLength})`;
    case 'numeric':
      return `numeric(${type.precision},${type.scale})`;
    case 'array':
      return `${type.of}[]`;
    case 'vector':
      return `vector(${type.dimensions})`;
    default:
      return type.kind;
  }
}

function bounds({ type }: Column): string[] {
  if (type.kind === 'text') {
    return [
      ...(type.values ? [type.values.join(', ')] : []),
      ...(type.minLength ? [`at least ${type.minLength} characters`] : []),
    ];
  }
  if (type.kind !== 'integer' && type.kind !== 'numeric') return [];
  const scale = type.kind === 'numeric' ? 10 ** type.scale : 1;
  return [
    ...(type.min === undefined ? [] : [`≥ ${type.min / scale}`]),
    ...(type.max === undefined ? [] : [`≤ ${type.max / scale}`]),
  ];
}

function rules(table: Table, name: string, column: Column): string {
  const { references } = column;
  return [
    ...(table.primaryKey.includes(name) ? ['key'] : []),
    ...(references
      ? [`→ ${references.table}${references.onDelete === 'no action' ? '' : `, ${references.onDelete}`}`]
      : []),
    ...(column.unique ? ['unique'] : []),
    ...bounds(column),
    ...(column.serverOwned ? ['set by the cloud'] : []),
    ...(column.generated ? ['generated'] : []),
    ...(table.sync !== 'none' && !column.onDevice ? ['not on devices'] : []),
    ...(table.sync === 'both' && column.merge !== 'last' && !column.serverOwned ? [`merged as ${column.merge}`] : []),
  ].join('; ');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

function section(table: Table): string {
  const facts = [
    table.document === 0 ? 'our own' : `document ${table.document}`,
    TRAVEL[table.sync],
    ...(table.ownerColumn ? [`owner: \`${table.ownerColumn}\``] : []),
    ...(table.isCommon ? ['owner: nobody; every signed-in account reads all of it'] : []),
    ...table.uniques.map((columns) => `unique (${columns.join(', ')})`),
  ];
  const rows = Object.entries(table.columns).map(
    ([name, column]) =>
      `| \`${name}\` | ${typeName(column)}${column.nullable ? '' : ' !'} | ${column.defaultSql === undefined ? '' : `\`${cell(column.defaultSql)}\``} | ${cell(rules(table, name, column))} |`,
  );
  return [
    `### ${table.name}`,
    '',
    `${table.purpose} *${facts.join(' · ')}*`,
    '',
    '| Column | Type | Default | Rules |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function diagram(list: readonly Table[]): string {
  const inside = new Set(list.map((table) => table.name));
  const arrows = list.flatMap((table) =>
    Object.entries(table.columns).flatMap(([name, { references }]) =>
      references && inside.has(references.table) ? [`  ${references.table} ||--o{ ${table.name} : "${name}"`] : [],
    ),
  );
  const drawn = new Set(arrows.flatMap((arrow) => [arrow.split(' ')[2], arrow.split(' ')[4]]));
  const alone = list.filter((table) => !drawn.has(table.name)).map((table) => `  ${table.name}`);
  return ['```mermaid', 'erDiagram', ...arrows, ...alone, '```'].join('\n');
}

export function schemaPage(tables: readonly Table[]): string {
  const domains = Object.entries(DOMAINS).map(([domain, title]) => {
    const list = tables.filter((table) => table.domain === domain);
    return [`## ${title}`, '', diagram(list), '', ...list.map(section)].join('\n');
  });
  const travelling = tables.filter((table) => table.sync !== 'none').length;
  return [
    '# Schema',
    '',
    '<!-- Made by `npm run schema` from the catalogue in schema/. Edit that, not this. -->',
    '',
    `${tables.length} tables; ${travelling} of them reach a device. \`!\` is NOT NULL. Numbers with a scale are exact; a device keeps them as integers of their smallest unit. Tables that travel also carry \`row_version\` and \`_fv\` (who changed which column at which version).`,
    '',
    ...domains,
  ].join('\n');
}
