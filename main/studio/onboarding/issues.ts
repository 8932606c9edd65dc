/** What a person has to look at before the facts can be relied on. Pure. */
import type { Foundation } from '../foundations/contract.ts';
import type { Issue, Session } from './contract.ts';
import { QUESTIONS } from './questions.ts';

export function issuesOf(foundation: Foundation, session: Session): Issue[] {
  const facts = foundation.truth_sheet.entries;
  const proposed = session.candidates.filter((one) => one.state === 'proposed');
  const issues: Issue[] = foundation.contradictions.map((one) => ({ kind: 'conflict', ...one }));

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
