/**
 * What lists of the marketing ground show, kept by triggers whoever writes, so that no list reads every word of every row:
 * of each move how far its tasks are and when they are, and of each text its newest version. On this device only.
 */

/** A key of a JSON object; nothing where the value is none. */
const at = (value: string, key: string): string => `json_extract(${value}, '$.${key}')`;
const day = (object: string): string => `CASE
  WHEN json_type(${object}, '$.day') IN ('integer', 'real') AND ${at(object, 'day')} >= 1
    AND ${at(object, 'day')} <= 9007199254740991 AND ${at(object, 'day')} = CAST(${at(object, 'day')} AS INTEGER)
  THEN CAST(${at(object, 'day')} AS INTEGER) ELSE d.key + 1 END`;
const date = (object: string): string => `CASE
  WHEN json_type(${object}, '$.date') = 'text' AND ${at(object, 'date')} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'
    AND date(${at(object, 'date')}) IS ${at(object, 'date')}
  THEN ${at(object, 'date')} END`;
const list = (value: string): string => `CASE WHEN json_type(${value}) = 'array' THEN ${value} ELSE '[]' END`;
const tasks = (object: string): string =>
  `CASE WHEN json_type(${object}, '$.tasks') = 'array' THEN json_extract(${object}, '$.tasks') ELSE '[]' END`;

/** The same as outlineOf and what follows from it in main/studio/campaigns (a test holds the two together), over `m`. */
const outline = (from: string, execution: string, id: string): string => {
  const object = `CASE d.type WHEN 'object' THEN d.value ELSE '{}' END`;
  const task = `CASE t.type WHEN 'object' THEN t.value ELSE '{}' END`;
  return `
  SELECT move_id, sum(done), sum(doing), sum(blocked), sum(total),
    CASE WHEN sum(done + doing + blocked) = 0 THEN 0
      ELSE coalesce(min(CASE WHEN done < total THEN day END), max(day)) END,
    min(date), max(date)
  FROM (
    SELECT move_id, day, date, coalesce(sum(status = 'done'), 0) AS done, coalesce(sum(status = 'in-progress'), 0) AS doing,
      coalesce(sum(status = 'blocked'), 0) AS blocked, count(status) AS total
    FROM (
      SELECT ${id} AS move_id, d.key AS place, ${day(object)} AS day, ${date(object)} AS date,
        CASE WHEN json_type(${task}, '$.title') = 'text' THEN coalesce(${at(task, 'status')}, 'pending') END AS status
      FROM ${from} json_each(${list(execution)}) d LEFT JOIN json_each(${tasks(object)}) t
      WHERE d.type = 'object'
    ) GROUP BY move_id, place
  ) GROUP BY move_id`;
};

const COLUMNS = 'move_id, done, doing, blocked, total, current_day, first_date, last_date';
const outlined = `INSERT INTO move_outlines (${COLUMNS}) ${outline('', 'NEW.execution', 'NEW.id')};`;
/** A move without a day has nothing to be counted. */
const unplanned = `INSERT INTO move_outlines (move_id)
  SELECT NEW.id WHERE NOT EXISTS (SELECT 1 FROM move_outlines WHERE move_id = NEW.id);`;

/** The newest of a text's living versions; of two with one number the later made one. */
const head = (root: string): string => `
  DELETE FROM text_heads WHERE root_id = ${root};
  INSERT INTO text_heads (root_id, workspace_id, id, versions, type, move_id, updated_at)
    SELECT ${root}, workspace_id, id, (SELECT count(*) FROM muse_assets v WHERE v.deleted_at IS NULL AND (v.id = ${root} OR v.parent_id = ${root})),
      type, move_id, updated_at
    FROM muse_assets WHERE deleted_at IS NULL AND (id = ${root} OR parent_id = ${root})
    ORDER BY version DESC, id DESC LIMIT 1;`;
const rootOf = (side: 'NEW' | 'OLD'): string => `coalesce(${side}.parent_id, ${side}.id)`;

/** Makes both anew from the rows. */
export const refillGroundLists = `
DELETE FROM move_outlines;
INSERT INTO move_outlines (${COLUMNS}) ${outline('moves m,', 'm.execution', 'm.id')};
INSERT INTO move_outlines (move_id) SELECT id FROM moves WHERE id NOT IN (SELECT move_id FROM move_outlines);
DELETE FROM text_heads;
INSERT INTO text_heads (root_id, workspace_id, id, versions, type, move_id, updated_at)
  SELECT root_id, workspace_id, id, versions, type, move_id, updated_at FROM (
    SELECT coalesce(parent_id, id) AS root_id, workspace_id, id, type, move_id, updated_at, count(*) AS versions,
      max(printf('%010d', version) || id)
    FROM muse_assets WHERE deleted_at IS NULL GROUP BY coalesce(parent_id, id));
`;

export const groundLists = `
CREATE TABLE move_outlines (
  move_id TEXT PRIMARY KEY,
  done INTEGER NOT NULL DEFAULT 0,
  doing INTEGER NOT NULL DEFAULT 0,
  blocked INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  current_day INTEGER NOT NULL DEFAULT 0,
  first_date TEXT,
  last_date TEXT
) STRICT, WITHOUT ROWID;
CREATE TRIGGER outline_insert_moves AFTER INSERT ON moves BEGIN
  DELETE FROM move_outlines WHERE move_id = NEW.id; ${outlined} ${unplanned} END;
CREATE TRIGGER outline_update_moves AFTER UPDATE OF id, execution ON moves WHEN OLD.execution IS NOT NEW.execution OR OLD.id IS NOT NEW.id BEGIN
  DELETE FROM move_outlines WHERE move_id IN (OLD.id, NEW.id); ${outlined} ${unplanned} END;
CREATE TRIGGER outline_delete_moves AFTER DELETE ON moves BEGIN DELETE FROM move_outlines WHERE move_id = OLD.id; END;

CREATE TABLE text_heads (
  root_id TEXT PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  -- The newest version.
  id TEXT NOT NULL,
  versions INTEGER NOT NULL,
  type TEXT NOT NULL,
  move_id TEXT,
  updated_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX text_heads_newest ON text_heads (workspace_id, updated_at, id);
CREATE INDEX text_heads_of_type ON text_heads (workspace_id, type, updated_at, id);
CREATE INDEX text_heads_of_move ON text_heads (move_id, updated_at, id) WHERE move_id IS NOT NULL;
CREATE TRIGGER head_insert_muse_assets AFTER INSERT ON muse_assets BEGIN ${head(rootOf('NEW'))} END;
CREATE TRIGGER head_update_muse_assets AFTER UPDATE OF id, workspace_id, parent_id, version, type, move_id, updated_at, deleted_at ON muse_assets BEGIN
  ${head(rootOf('NEW'))} END;
CREATE TRIGGER head_leave_muse_assets AFTER UPDATE OF id, parent_id ON muse_assets WHEN ${rootOf('OLD')} IS NOT ${rootOf('NEW')} BEGIN
  ${head(rootOf('OLD'))} END;
CREATE TRIGGER head_delete_muse_assets AFTER DELETE ON muse_assets BEGIN ${head(rootOf('OLD'))} END;
${refillGroundLists}
`;
