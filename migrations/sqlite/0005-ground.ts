/**
 * The device's side of the marketing ground: the text of evidence, which never leaves the device, and a full-text index over
 * everything in a workspace, kept by triggers whoever writes.
 */

interface Indexed {
  readonly table: string;
  /** What a hit is called, in SQL over NEW. */
  readonly title: string;
  /** The parts that are found by themselves: name and SQL of the text over NEW. */
  readonly parts: readonly (readonly [string, string])[];
  /** Columns whose change is a change of the text. */
  readonly columns: readonly string[];
}

/** Values of a closed set and bookkeeping are no words of a person. */
const NO_WORDS = [
  'id',
  'type',
  'confidence',
  'severity',
  'rating',
  'status',
  'threatLevel',
  'category',
  'level',
  'currency',
];
/** Every text in a JSON column, one a line. */
const json = (column: string): string => `(SELECT group_concat(j.atom, char(10)) FROM json_tree(NEW.${column}) j
  WHERE j.type = 'text' AND j.key NOT IN (${NO_WORDS.map((key) => `'${key}'`).join(', ')}) AND j.fullkey NOT LIKE '%summary_meta%')`;
const lines = (...parts: readonly string[]): string =>
  parts.map((part) => `coalesce(${part}, '')`).join(` || char(10) || `);
const one = (text: string): readonly (readonly [string, string])[] => [['', text]];

const INDEXED: readonly Indexed[] = [
  {
    table: 'foundations',
    title: `coalesce(NEW.company_name, '')`,
    parts: [
      ['overview', lines('NEW.company_name', 'NEW.industry', 'NEW.website_url')],
      ['facts', json('truth_sheet')],
      ['research', json('market_research')],
      ['competitors', json('competitors')],
      ['positioning', json('positioning')],
      ['voice', 'NEW.brand_voice'],
      ['rules', json('messaging_guardrails')],
      ['soundbites', json('soundbite_library')],
      ['messages', json('message_hierarchy')],
      ['summary', 'NEW.summary'],
    ],
    columns: [
      'company_name',
      'industry',
      'website_url',
      'truth_sheet',
      'market_research',
      'competitors',
      'positioning',
      'brand_voice',
      'messaging_guardrails',
      'soundbite_library',
      'message_hierarchy',
      'summary',
    ],
  },
  {
    table: 'icp_profiles',
    title: 'NEW.name',
    parts: one(
      lines(
        'NEW.code',
        'NEW.tagline',
        json('demographics'),
        json('psychographics'),
        json('behaviors'),
        json('market_sophistication'),
        'NEW.summary',
      ),
    ),
    columns: [
      'name',
      'code',
      'tagline',
      'demographics',
      'psychographics',
      'behaviors',
      'market_sophistication',
      'summary',
    ],
  },
  {
    table: 'campaigns',
    title: 'NEW.name',
    parts: one(lines('NEW.goal', json('channels'), json('phases'))),
    columns: ['name', 'goal', 'channels', 'phases'],
  },
  {
    table: 'moves',
    title: 'NEW.name',
    parts: one(lines('NEW.goal', 'NEW.context', json('channels'), json('execution'))),
    columns: ['name', 'goal', 'context', 'channels', 'execution'],
  },
  {
    table: 'muse_assets',
    title: 'NEW.title',
    parts: one(lines('NEW.content', json('tags'), 'NEW.tone')),
    columns: ['title', 'content', 'tags', 'tone'],
  },
  {
    table: 'blackbox_strategies',
    title: 'NEW.name',
    parts: one(
      lines('NEW.outcome', json('phases'), json('execution_steps'), 'NEW.expected_upside', 'NEW.potential_downside'),
    ),
    columns: ['name', 'outcome', 'phases', 'execution_steps', 'expected_upside', 'potential_downside'],
  },
  {
    table: 'daily_wins',
    title: 'NEW.topic',
    parts: one(lines('NEW.hook', 'NEW.angle', json('outline'), 'NEW.platform')),
    columns: ['topic', 'hook', 'angle', 'outline', 'platform'],
  },
];

const TABLES_WITH_EVIDENCE: readonly (Indexed & { readonly living: string })[] = [
  ...INDEXED.map((entry) => ({ ...entry, living: 'NEW.deleted_at IS NULL' })),
  {
    table: 'evidence_texts',
    title: 'NEW.name',
    parts: one('NEW.text'),
    columns: ['name', 'text', 'removed'],
    living: 'NEW.removed = 0',
  },
];

const forget = (table: string, side: 'OLD' | 'NEW'): string => `
  DELETE FROM ground_fts WHERE rowid IN (SELECT id FROM ground_index WHERE table_name = '${table}' AND row_id = ${side}.id);
  DELETE FROM ground_index WHERE table_name = '${table}' AND row_id = ${side}.id;`;

const remember = ({ table, title, parts, living }: (typeof TABLES_WITH_EVIDENCE)[number]): string =>
  parts
    .map(
      ([part, text]) => `
  INSERT INTO ground_index (table_name, row_id, part, workspace_id)
    SELECT '${table}', NEW.id, '${part}', NEW.workspace_id WHERE ${living} AND trim(coalesce(${text}, '') || ${title}) <> '';
  INSERT INTO ground_fts (rowid, title, text)
    SELECT id, ${title}, coalesce(${text}, '') FROM ground_index
    WHERE table_name = '${table}' AND row_id = NEW.id AND part = '${part}';`,
    )
    .join('');

const triggers = TABLES_WITH_EVIDENCE.map((entry) => {
  const { table, columns } = entry;
  const watched = [...columns, 'workspace_id', ...(table === 'evidence_texts' ? [] : ['deleted_at'])];
  return `
CREATE TRIGGER ground_insert_${table} AFTER INSERT ON ${table} BEGIN ${forget(table, 'NEW')} ${remember(entry)} END;
CREATE TRIGGER ground_update_${table} AFTER UPDATE OF ${watched.join(', ')} ON ${table} BEGIN ${forget(table, 'OLD')} ${remember(entry)} END;
CREATE TRIGGER ground_delete_${table} AFTER DELETE ON ${table} BEGIN ${forget(table, 'OLD')} END;`;
}).join('\n');

/** Writes the index anew from the rows: an update that changes nothing sets it off and leaves no trace in history. */
export const refillGround = `
DELETE FROM ground_fts;
DELETE FROM ground_index;
${INDEXED.map(({ table }) => `UPDATE ${table} SET workspace_id = workspace_id;`).join('\n')}
UPDATE evidence_texts SET workspace_id = workspace_id;
`;

export const ground = `
-- What was read from a piece of evidence on this device. The onboarding session lists the evidence; its text stays here.
CREATE TABLE evidence_texts (
  id TEXT PRIMARY KEY,
  workspace_id TEXT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  -- Where it can be read again: a path of this machine, or the address.
  place TEXT NOT NULL,
  warnings TEXT NOT NULL CHECK (json_valid(warnings)),
  -- Empty until it has been read.
  read_at TEXT NOT NULL,
  -- No longer listed: kept, so that undo brings it back, and not found by a search.
  removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX evidence_texts_of_workspace ON evidence_texts (workspace_id);
CREATE TRIGGER evidence_follows_list AFTER UPDATE OF evidence ON onboarding_sessions BEGIN
  UPDATE evidence_texts SET removed = NOT removed WHERE workspace_id = NEW.workspace_id AND removed = EXISTS (
    SELECT 1 FROM json_each(NEW.evidence) e WHERE e.type = 'object' AND json_extract(e.value, '$.id') = evidence_texts.id);
END;

CREATE TABLE ground_index (
  id INTEGER PRIMARY KEY,
  table_name TEXT NOT NULL,
  row_id TEXT NOT NULL,
  -- The section of a foundation; empty for everything else.
  part TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  UNIQUE (table_name, row_id, part)
) STRICT;
CREATE VIRTUAL TABLE ground_fts USING fts5 (title, text, tokenize = "porter unicode61 remove_diacritics 2", prefix = '2 3');
${triggers}
${refillGround}
`;
