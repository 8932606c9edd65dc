/** What a person has to look at before the facts can be relied on. Pure. */
import type { Foundation } from '../foundations/contract.ts';
import type { Issue, Session } from './contract.ts';
import { QUESTIONS, SINGLE } from './questions.ts';

const key = (value: string): string =>
  value
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
/** "2014" and "March 2014" do not contradict each other. */
const agree = (a: string, b: string): boolean =>
  ` ${key(a)} `.includes(` ${key(b)} `) || ` ${key(b)} `.includes(` ${key(a)} `);

interface Said {
  value: string;
  source: string;
  quote: string;
  fact_id: string | null;
}

export function issuesOf(foundation: Foundation, session: Session): Issue[] {
  const facts = foundation.truth_sheet.entries;
  const proposed = session.candidates.filter((one) => one.state === 'proposed');
  const issues: Issue[] = [];

  for (const field of SINGLE) {
    const said: Said[] = [
      ...facts
        .filter((fact) => fact.field_name === field)
        .map(({ value, source, quote, id }) => ({ value, source, quote, fact_id: id })),
      ...proposed
        .filter((one) => one.list === 'facts' && one.field_name === field)
        .map(({ value, source, quote }) => ({ value, source, quote, fact_id: null })),
    ];
    const different = said.filter((one, at) => !said.slice(0, at).some((other) => agree(one.value, other.value)));
    if (different.length > 1)
      issues.push({ kind: 'conflict', key: `conflict:${field}`, field_name: field, says: different });
  }
  for (const fact of facts) {
    if (fact.verified || fact.confidence === 'high' || fact.quote === '') continue;
    issues.push({
      kind: 'unsure',
      key: `unsure:${fact.id}`,
      fact_id: fact.id,
      field_name: fact.field_name,
      value: fact.value,
      source: fact.source,
      quote: fact.quote,
    });
  }
  const known = new Set([...facts.map((fact) => fact.field_name), ...proposed.map((one) => one.field_name)]);
  if (foundation.competitors.length > 0) known.add('Alternative');
  if ((foundation.company_name ?? '') !== '') known.add('Company name');
  for (const { field, category, question, why } of QUESTIONS) {
    if (!known.has(field))
      issues.push({ kind: 'missing', key: `missing:${field}`, field_name: field, category, question, why });
  }
  return issues;
}
