/**
 * A profile in a few sentences for agents. The same fields give the same text; what is not said is not made up. Scores are
 * a creator's own judgement of a customer and stay out.
 */
import { STAGES } from './contract.ts';
import type { Icp } from './contract.ts';

const list = (items: readonly string[], most: number): string => items.slice(0, most).join('; ');
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

type Profile = Omit<Icp, 'problems' | 'missing' | 'fit' | 'completeness'>;

export function summaryOf(icp: Profile): string {
  const { demographics: d, psychographics: p, behaviors: b, market_sophistication: m } = icp;
  const who = [
    d.role,
    d.company_size === '' ? '' : `company of ${d.company_size}`,
    d.industry.length > 0 ? d.industry.join(', ') : '',
    d.location.length > 0 ? d.location.join(', ') : '',
    d.age_range === '' ? '' : `aged ${d.age_range}`,
    d.income_range === '' ? '' : `means: ${d.income_range}`,
  ].filter((part) => part !== '');
  const lines = [
    `${icp.name}${icp.tagline === null || icp.tagline === '' ? '' : `: ${icp.tagline}`}`,
    who.length > 0 && `Who: ${who.join('; ')}`,
    p.identity !== '' && `Sees themselves as: ${p.identity}`,
    p.becoming !== '' && `Wants to become: ${p.becoming}`,
    p.beliefs.length > 0 && `Believes: ${list(p.beliefs, 5)}`,
    p.fears.length > 0 && `Fears: ${list(p.fears, 5)}`,
    p.values.length > 0 && `Values: ${list(p.values, 5)}`,
    b.language_patterns.length > 0 &&
      `Says: ${b.language_patterns
        .slice(0, 6)
        .map((each) => `“${each}”`)
        .join(', ')}`,
    b.buying_triggers.length > 0 && `Buys when: ${list(b.buying_triggers, 5)}`,
    b.objections.length > 0 && `Objects: ${list(b.objections, 5)}`,
    b.hangouts.length > 0 && `Found at: ${list(b.hangouts, 6)}`,
    m.stage !== null &&
      `Awareness: ${STAGES[m.stage - 1] ?? m.stage}${m.reasoning === '' ? '' : ` (${m.reasoning.replace(/[.\s]+$/, '')})`}`,
  ].filter((line) => line !== false);
  return lines.map(sentence).join('\n');
}
