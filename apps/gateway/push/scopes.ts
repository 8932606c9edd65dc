/** Which scope of document 1 lets an API key read or change rows of a table. Null: a signed-in person alone. */

const READING: Readonly<Record<string, string>> = {
  morgys: 'morgys:read',
  morgy_templates: 'morgys:read',
  morgy_knowledge: 'knowledge:read',
  mcp_exports: 'mcp:export',
  marketplace_listings: 'marketplace:read',
  morgy_reviews: 'analytics:read',
  morgy_analytics: 'analytics:read',
  morgy_purchases: 'analytics:read',
  creator_earnings: 'analytics:read',
};

const WRITING: Readonly<Record<string, string>> = {
  morgys: 'morgys:write',
  morgy_templates: 'morgys:write',
  morgy_knowledge: 'knowledge:write',
  mcp_exports: 'mcp:export',
};

const own = (scopes: Readonly<Record<string, string>>, table: string): string | null =>
  Object.hasOwn(scopes, table) ? (scopes[table] ?? null) : null;

export const readingScope = (table: string): string | null => own(READING, table);

export const writingScope = (table: string, removes: boolean): string | null =>
  table === 'morgys' && removes ? 'morgys:delete' : own(WRITING, table);
