/**
 * Whether the figures that were reckoned from the money and view tables still hold. A null stamp says that a row changed
 * since; whoever reckons anew sets a random one. The price for a row that arrives is one look-up by key.
 */
const SOURCES = {
  ledger: ['morgy_purchases', 'creator_earnings', 'creator_payouts'],
  views: ['morgy_analytics'],
};

const triggers = Object.entries(SOURCES).flatMap(([source, tables]) =>
  tables.flatMap((table) =>
    ['INSERT', 'UPDATE', 'DELETE'].map(
      (operation) => `CREATE TRIGGER figures_${operation.toLowerCase()}_${table} AFTER ${operation} ON ${table}
WHEN (SELECT stamp FROM figures_stamp WHERE source = '${source}') IS NOT NULL BEGIN
  UPDATE figures_stamp SET stamp = NULL WHERE source = '${source}';
END;`,
    ),
  ),
);

export const figures = `
CREATE TABLE figures_stamp (source TEXT PRIMARY KEY, stamp TEXT) STRICT, WITHOUT ROWID;
INSERT INTO figures_stamp VALUES ${Object.keys(SOURCES)
  .map((source) => `('${source}', NULL)`)
  .join(', ')};
${triggers.join('\n')}
`;
