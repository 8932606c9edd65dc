/**
 * The rules of the tables in a person's words: what is wrong, and what can be done. What the catalogue says of a column is
 * said from there; rules of more than one column, and those the catalogue is silent about, are spelled out. No sentence
 * holds a value: what a person wrote stays out of answers.
 */
import type { Column, Table } from '../../../schema/index.ts';
import { decimalText, scaledInteger } from '../../../schema/wire.ts';

export const CORRECT = 'Correct it and send it again.';
const OR_LET_GO = 'Change it and send it again, or let go of the change.';

const either = (values: readonly string[]): string => new Intl.ListFormat('en', { type: 'disjunction' }).format(values);

/** Words that are not written as in a column's name. */
const WRITTEN: Readonly<Record<string, string>> = {
  morgy: 'Morgy',
  icp: 'ICP',
  url: 'URL',
  ai: 'AI',
  license: 'licence',
  sha256: 'checksum',
};
const plain = (name: string): string =>
  name
    .split('_')
    .map((word) => WRITTEN[word] ?? word)
    .join(' ');

/** "company stage"; "target ICP" for a column that names another row. */
export const columnWords = (table: Table, name: string): string =>
  plain(table.columns[name]?.references ? name.replace(/_id$/, '') : name);

/** By the names that Postgres and the migrations give them. */
export const SPELLED: Readonly<Record<string, string>> = {
  agent_skills_content_sha256_check: `The skill’s checksum is not one. Save the skill anew and send it again.`,
  agent_skills_agent_id_slug_key: `The agent has another skill with this short name. Choose another one and send it again.`,
  agent_versions_version_check: `A version is written like 1.4.0 or 1.4.0-beta.1. ${CORRECT}`,
  agent_versions_agent_id_version_key: `The agent has this version already. Give it a later one and send it again.`,
  agents_check: `A free agent asks for no credits, and any other has to say how many a session costs. ${CORRECT}`,
  agents_name_check: `An agent’s name has 2 to 50 characters. ${CORRECT}`,
  agents_tagline_check: `An agent’s tagline has 10 to 120 characters. ${CORRECT}`,
  agents_description_check: `An agent’s description has 20 to 2,000 characters. ${CORRECT}`,
  agents_slug_check: `An agent’s address has 2 to 60 characters: a to z, digits and hyphens. ${CORRECT}`,
  agents_slug_key: `Another agent has this address already. Choose another one and send it again.`,
  agents_tags_check: `An agent has at most 10 tags. Take some away and send it again.`,
  agents_supported_relays_check: `An agent can be reached by web, Telegram, WhatsApp, Slack and Discord only. ${CORRECT}`,
  campaigns_check: `The campaign ends before it begins. ${CORRECT}`,
  conversations_temperature_check: `The temperature has to be from 0 to 2. ${CORRECT}`,
  creator_payouts_amount_check: `A payout has to be of more than nothing. ${OR_LET_GO}`,
  creator_payouts_check: `The payout’s period ends before it begins. ${CORRECT}`,
  creator_payouts_currency_check: `A currency is written as three capital letters, such as USD. ${CORRECT}`,
  foundations_workspace_id_key: `The workspace has a foundation already, and each has one. Let go of this one; the other arrives by itself.`,
  icp_profiles_check: `A profile cannot be the primary and the secondary one at once. Choose one of the two and send it again.`,
  icp_profiles_primary_key: `Another profile is the primary one of this workspace. Choose which one it is and send it again.`,
  marketplace_listings_morgy_id_key: `The Morgy has a listing already, and each has one. Let go of this one and change the other.`,
  mcp_exports_share_id_check: `The share address is none that an export makes. Let go of this change and export again.`,
  mcp_exports_share_id_key: `Another export has this share address. Let go of this change and export again.`,
  muse_assets_check: `An asset cannot be made of itself. Choose another one and send it again.`,
  plugin_submissions_plugin_data_check: `What the plugin says of itself is not a JSON object. ${CORRECT}`,
  plugin_submissions_quality_check: `A plugin is approved with a quality of 80 and more, by its reviewers. Let go of the change.`,
  team_agents_team_id_instance_id_key: `The team has this member already. Let go of the change.`,
  workspaces_name_check: `The name cannot be empty. ${CORRECT}`,
  workspaces_slug_key: `Another workspace has this address already. Choose another one and send it again.`,
  ...Object.fromEntries(
    ['blackbox_strategies', 'campaigns', 'moves', 'muse_assets'].map((table) => [
      `${table}_same_workspace`,
      'It names something of another workspace. Choose one of its own workspace and send it again.',
    ]),
  ),
};

function between(what: string, min: string | null, max: string | null): string | null {
  if (min !== null && max !== null) return `The ${what} has to be from ${min} to ${max}.`;
  if (min !== null) return `The ${what} has to be at least ${min}.`;
  return max === null ? null : `The ${what} has to be at most ${max}.`;
}

/** What the catalogue says that a value of the column has to be; null where it sets no bounds. */
function boundsOf(what: string, { type }: Column): string | null {
  switch (type.kind) {
    case 'text':
      if (type.values) return `The ${what} has to be ${either(type.values.map(plain))}.`;
      if (type.minLength === undefined) return null;
      return type.minLength === 1
        ? `The ${what} cannot be empty.`
        : `The ${what} is too short: it has at least ${type.minLength} characters.`;
    case 'integer':
      return between(what, type.min?.toString() ?? null, type.max?.toString() ?? null);
    case 'numeric': {
      const inWords = (scaled: number | undefined): string | null =>
        scaled === undefined ? null : decimalText(scaled, type.scale);
      return between(what, inWords(type.min), inWords(type.max));
    }
    default:
      return null;
  }
}

const missingParent = (what: string): string =>
  `The ${what} that it belongs to is not in the cloud. If that was refused too, send it again first; otherwise let go of this change.`;

/** The sentence for a rule by its name, or null where nothing is known of it. */
export function ruleSentence(table: Table, constraint: string): string | null {
  if (Object.hasOwn(SPELLED, constraint)) return SPELLED[constraint] ?? null;
  const name = constraint.startsWith(`${table.name}_`)
    ? constraint.slice(table.name.length + 1).replace(/_(check|fkey)$/, '')
    : '';
  const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
  if (!column) return null;
  const what = columnWords(table, name);
  if (constraint.endsWith('_fkey')) return column.references ? missingParent(what) : null;
  const bounds = boundsOf(what, column);
  return bounds === null ? null : `${bounds} ${CORRECT}`;
}

/** How many digits there are before the point. */
const isTooLarge = (value: unknown, precision: number, scale: number): boolean =>
  typeof value === 'string' && Math.abs(scaledInteger(value, scale)) >= 10 ** precision;
const INT4 = 2 ** 31;

/** Which value of a patch is longer or larger than its column, as a sentence: Postgres does not name it. */
export function tooMuch(table: Table, patch: Readonly<Record<string, unknown>>): string | null {
  for (const [name, value] of Object.entries(patch)) {
    const type = table.columns[name]?.type;
    const what = columnWords(table, name);
    // Postgres counts characters, not the halves of which JavaScript makes some of them.
    if (type?.kind === 'text' && type.maxLength !== undefined && typeof value === 'string')
      if ([...value].length > type.maxLength)
        return `The ${what} is too long: it has at most ${type.maxLength} characters.`;
    if (type?.kind === 'numeric' && isTooLarge(value, type.precision, type.scale)) return `The ${what} is too large.`;
    if (type?.kind === 'integer' && typeof value === 'number' && (value >= INT4 || value < -INT4))
      return `The ${what} is too large.`;
  }
  return null;
}
