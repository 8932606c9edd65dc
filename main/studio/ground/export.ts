/** What of a foundation and its profiles goes into a bundle: what they say to the outside, and nothing of how it was found. */
import type { ExportedGround } from '../exports/index.ts';
import { groupsOf } from '../icps/index.ts';
import type { ChosenGround } from './service.ts';
import { textOf } from './service.ts';
import type { GroundView } from './contract.ts';

export function exportedGround(found: ChosenGround, { variables }: GroundView): ExportedGround {
  const { foundation, summary, icps } = found;
  const { positioning } = foundation;
  return {
    variables,
    bundle: {
      company: foundation.company_name ?? '',
      summary,
      category: positioning.category,
      positioning: positioning.positioning_statement,
      voice: foundation.brand_voice ?? '',
      rules: foundation.messaging_guardrails
        .filter(({ text }) => text.trim() !== '')
        .map(({ type, text, reason, severity }) => ({ type, text, reason, severity })),
      soundbites: foundation.soundbite_library.items
        .filter(({ approved, content }) => approved && content.trim() !== '')
        .map(({ category, content }) => ({ category, content })),
      messages: foundation.message_hierarchy.items
        .toSorted((a, b) => a.level - b.level)
        .flatMap(({ content }) => (content.trim() === '' ? [] : [content])),
      icps: icps.map((icp) => ({
        name: icp.name,
        tagline: icp.tagline ?? '',
        primary: icp.is_primary,
        summary: textOf(icp),
        sections: groupsOf(icp),
      })),
    },
  };
}
