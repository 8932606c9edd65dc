/** Brings foundation and profiles together for those who use them: prompts, exports, templates and the check of rules. */
import type { Handlers } from '../../contract/define.ts';
import { workspaces } from '../../../schema/index.ts';
import type { MessagingRules } from '../assets/index.ts';
import type { FoundationsService } from '../foundations/index.ts';
import { summaryOf } from '../icps/index.ts';
import type { IcpsService } from '../icps/index.ts';
import { ruleText } from '../lib/rule-text.ts';
import { NO_GROUND } from '../lib/template-ground.ts';
import type { TemplateGround } from '../lib/template-ground.ts';
import type { Store } from '../store/store.ts';
import type { groundContract, GroundView } from './contract.ts';

type Foundation = ReturnType<FoundationsService['get']>;
type Icp = ReturnType<IcpsService['get']>;

/** What a choice names and is there. */
export interface ChosenGround {
  readonly foundation: Foundation;
  readonly summary: string;
  readonly icps: readonly Icp[];
}

export interface GroundService {
  readonly handlers: Handlers<typeof groundContract>;
  /** Null where nothing is chosen or the workspace is gone. */
  chosen(choice: { workspaceId: string | null; icpIds: readonly string[] }): ChosenGround | null;
  view(choice: { workspaceId: string | null; icpIds: readonly string[] }): GroundView;
  templateGround(workspaceId: string, icpId: string | null): TemplateGround;
  rulesOf(workspaceId: string): MessagingRules;
}

export interface GroundDependencies {
  readonly store: Store;
  readonly foundations: Pick<FoundationsService, 'get' | 'summary'>;
  readonly icps: Pick<IcpsService, 'all'>;
}

/** A person's own summary before one made of the fields. */
export const textOf = (icp: Icp): string =>
  icp.summary === null || icp.summary.trim() === '' ? summaryOf(icp) : icp.summary;

const ruleLine = ({ type, text, reason }: { type: 'do' | 'dont'; text: string; reason: string }): string =>
  `- ${ruleText(type, text.trim())}${reason.trim() === '' ? '' : ` (${reason.trim()})`}`;

export function createGround({ store, foundations, icps }: GroundDependencies): GroundService {
  const livingWorkspace = (id: string | null) => {
    const row = id === null ? undefined : store.row(workspaces, id);
    return row && row.deleted_at === null ? row : undefined;
  };

  const chosen: GroundService['chosen'] = ({ workspaceId, icpIds }) => {
    const workspace = livingWorkspace(workspaceId);
    if (!workspace) return null;
    const all = icps.all(workspace.id);
    return {
      foundation: foundations.get(workspace.id),
      summary: foundations.summary(workspace.id).text,
      icps: [...new Set(icpIds)].flatMap((id) => all.find((icp) => icp.id === id) ?? []),
    };
  };

  const view: GroundService['view'] = (choice) => {
    const workspace = livingWorkspace(choice.workspaceId);
    const found = chosen(choice);
    if (!workspace || !found) {
      return {
        workspace: null,
        variables: { company: '', foundation: '', icp: '', icps: '', guardrails: '', voice: '' },
        icps: [],
        problems:
          choice.workspaceId === null
            ? []
            : ['The workspace of the chosen foundation is not here any more. It may lie in the trash.'],
      };
    }
    const { foundation, summary, icps: profiles } = found;
    const gone = new Set(choice.icpIds).size - profiles.length;
    const [first] = profiles;
    return {
      workspace: { id: workspace.id, name: workspace.name },
      variables: {
        company: foundation.company_name ?? '',
        foundation: summary,
        icp: first ? textOf(first) : '',
        icps: profiles.map(textOf).join('\n\n'),
        guardrails: foundation.messaging_guardrails
          .filter(({ text }) => text.trim() !== '')
          .map(ruleLine)
          .join('\n'),
        voice: foundation.brand_voice ?? '',
      },
      icps: profiles.map(({ id, name, is_primary }) => ({ id, name, is_primary })),
      problems:
        gone === 0
          ? []
          : [
              `${gone === 1 ? 'One of the chosen profiles is' : `${gone} of the chosen profiles are`} not here any more. It may lie in the trash.`,
            ],
    };
  };

  return {
    handlers: { 'ground.read': view },
    chosen,
    view,
    templateGround(workspaceId, icpId) {
      if (!livingWorkspace(workspaceId)) return NO_GROUND;
      const foundation = foundations.get(workspaceId);
      const all = icps.all(workspaceId);
      const icp = all.find(({ id }) => id === icpId) ?? all.find(({ is_primary }) => is_primary) ?? all[0];
      const { positioning } = foundation;
      const said = (type: string): string | undefined =>
        positioning.statements.find((each) => each.type === type && each.content.trim() !== '')?.content;
      const headline = foundation.message_hierarchy.items.find(
        ({ level, content }) => level === 1 && content.trim() !== '',
      );
      return {
        company: foundation.company_name,
        category: positioning.category === '' ? null : positioning.category,
        promise: said('value-prop') ?? said('tagline') ?? headline?.content ?? null,
        differentiators: positioning.differentiators,
        // What nobody approved is not said.
        soundbites: foundation.soundbite_library.items.filter(({ approved }) => approved),
        icp: icp
          ? {
              id: icp.id,
              name: icp.name,
              role: icp.demographics.role,
              becoming: icp.psychographics.becoming,
              fears: icp.psychographics.fears,
              objections: icp.behaviors.objections,
              phrases: icp.behaviors.language_patterns,
              triggers: icp.behaviors.buying_triggers,
              hangouts: icp.behaviors.hangouts,
              values: icp.psychographics.values,
            }
          : null,
      };
    },
    rulesOf(workspaceId) {
      if (!livingWorkspace(workspaceId)) return { rules: [], competitors: [] };
      const foundation = foundations.get(workspaceId);
      return {
        rules: foundation.messaging_guardrails.map(({ id, type, text, reason, category, severity, terms }) => ({
          id,
          type,
          text,
          reason,
          category,
          severity,
          terms: [...terms],
        })),
        // Doing nothing, or a spreadsheet, is no name to keep out.
        competitors: foundation.competitors.flatMap(({ name, type }) =>
          type === 'status-quo' || name.trim() === '' ? [] : [name.trim()],
        ),
      };
    },
  };
}
