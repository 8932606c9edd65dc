/** How each list of the foundation is shown and edited. */
import { Badge } from '../../components/Badge.tsx';
import type { ListConfig } from './listConfig.ts';
import css from './Sections.module.css';
import {
  COMPETITOR_OPTIONS,
  CONFIDENCE_OPTIONS,
  FACT_CATEGORY_OPTIONS,
  factNumber,
  INSIGHT_OPTIONS,
  labelOf,
  LEVEL_OPTIONS,
  MESSAGE_OPTIONS,
  RULE_CATEGORY_OPTIONS,
  RULE_TYPE_OPTIONS,
  SEVERITY_OPTIONS,
  SOUNDBITE_OPTIONS,
  STATEMENT_OPTIONS,
  THREAT_OPTIONS,
} from './words.ts';

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join(' · ');

export const factList: ListConfig<'facts'> = {
  list: 'facts',
  thing: 'fact',
  fields: [
    { kind: 'text', name: 'field_name', label: 'What it is about', placeholder: 'Founded' },
    { kind: 'select', name: 'category', label: 'Kind', options: FACT_CATEGORY_OPTIONS, initial: 'company' },
    { kind: 'select', name: 'confidence', label: 'Confidence', options: CONFIDENCE_OPTIONS, initial: 'high' },
    { kind: 'area', name: 'value', label: 'What is true', placeholder: 'March 2014' },
    {
      kind: 'text',
      name: 'source',
      label: 'Source',
      hint: 'A file, an address, a person. It is shown, never sent.',
      wide: true,
    },
  ],
  initial: { verified: false },
  title: (fact) => fact.field_name,
  detail: (fact) => fact.value,
  tick: { name: 'verified', label: (fact) => `${fact.field_name} is verified`, value: (fact) => fact.verified },
  marks: (fact) => (
    <>
      {fact.verified ? (
        <Badge tone="good">verified</Badge>
      ) : (
        fact.confidence === 'low' && <Badge tone="warn">unsure</Badge>
      )}
      <span className={css.code}>{factNumber(fact.id)}</span>
    </>
  ),
  more: (fact) => (
    <>
      {fact.quote !== '' && (
        <blockquote className={css.quote}>
          {fact.quote}
          {fact.source !== '' && <cite>{fact.source}</cite>}
        </blockquote>
      )}
      {fact.instead_of.map(({ value, source, quote }) => (
        <p key={`${source}/${value}`} className={css.faint}>
          You decided against “{value}”{source === '' ? '' : ` in ${source}`}
          {quote === '' ? '' : `: “${quote}”`}
        </p>
      ))}
    </>
  ),
};

export const insightList: ListConfig<'insights'> = {
  list: 'insights',
  thing: 'customer insight',
  fields: [
    { kind: 'area', name: 'quote', label: 'In the customer’s words' },
    { kind: 'select', name: 'type', label: 'Kind', options: INSIGHT_OPTIONS, initial: 'pain' },
    { kind: 'text', name: 'source', label: 'Said by or in' },
    { kind: 'percent', name: 'sentiment', label: 'Mood, 0 to 100', hint: '0 is very unhappy, 100 delighted.' },
  ],
  title: (one) => `“${one.quote}”`,
  detail: (one) => one.source,
  marks: (one) => (
    <Badge tone={one.type === 'pain' ? 'bad' : one.type === 'objection' ? 'warn' : 'good'}>
      {labelOf(INSIGHT_OPTIONS, one.type).toLowerCase()}
    </Badge>
  ),
};

export const findingList: ListConfig<'findings'> = {
  list: 'findings',
  thing: 'finding about competitors',
  fields: [
    { kind: 'area', name: 'finding', label: 'What was found' },
    { kind: 'text', name: 'source', label: 'Source', wide: true },
  ],
  title: (one) => one.finding,
  detail: (one) => one.source,
};

export const trendList: ListConfig<'trends'> = {
  list: 'trends',
  thing: 'trend',
  fields: [
    { kind: 'text', name: 'trend', label: 'What is changing', wide: true },
    { kind: 'area', name: 'effect', label: 'What it means for you' },
    { kind: 'text', name: 'source', label: 'Source', wide: true },
  ],
  title: (one) => one.trend,
  detail: (one) => one.effect,
};

export const channelList: ListConfig<'channels'> = {
  list: 'channels',
  thing: 'channel',
  fields: [
    { kind: 'text', name: 'channel', label: 'Channel', placeholder: 'Newsletter' },
    { kind: 'text', name: 'cadence', label: 'How often', placeholder: 'every second Tuesday' },
    { kind: 'area', name: 'role', label: 'What it is for' },
  ],
  title: (one) => one.channel,
  detail: (one) => joined(one.cadence, one.role),
};

export const buyingList: ListConfig<'buying'> = {
  list: 'buying',
  thing: 'buying step',
  fields: [
    { kind: 'text', name: 'stage', label: 'Step', placeholder: 'Compares offers' },
    { kind: 'text', name: 'who', label: 'Who takes part' },
    { kind: 'area', name: 'question', label: 'The question they ask here' },
  ],
  title: (one) => one.stage,
  detail: (one) => joined(one.who, one.question),
};

export const taskList: ListConfig<'tasks'> = {
  list: 'tasks',
  thing: 'validation task',
  fields: [
    {
      kind: 'area',
      name: 'task',
      label: 'What is to be found out',
      placeholder: 'Ask five customers what they would do without us',
    },
    { kind: 'area', name: 'result', label: 'What came out' },
  ],
  initial: { done: false },
  title: (one) => one.task,
  detail: (one) => one.result,
  tick: { name: 'done', label: (one) => `“${one.task}” is done`, value: (one) => one.done },
};

export const competitorList: ListConfig<'competitors'> = {
  list: 'competitors',
  thing: 'alternative',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', placeholder: 'Leaving things as they are' },
    { kind: 'select', name: 'type', label: 'Kind', options: COMPETITOR_OPTIONS, initial: 'direct' },
    { kind: 'select', name: 'threatLevel', label: 'Threat', options: THREAT_OPTIONS, initial: 'medium' },
    { kind: 'area', name: 'corePromise', label: 'What it promises' },
    { kind: 'area', name: 'appeal', label: 'Why people like it' },
    { kind: 'area', name: 'weakness', label: 'Where it is weak' },
    { kind: 'area', name: 'yourLeverage', label: 'What you can set against it' },
    { kind: 'area', name: 'theirLeverage', label: 'What it can set against you' },
    { kind: 'area', name: 'switchTriggers', label: 'When people switch' },
  ],
  title: (one) => one.name,
  detail: (one) => one.corePromise,
  marks: (one) => (
    <>
      <Badge>{labelOf(COMPETITOR_OPTIONS, one.type).toLowerCase()}</Badge>
      <Badge tone={one.threatLevel === 'high' ? 'bad' : one.threatLevel === 'medium' ? 'warn' : 'plain'}>
        {one.threatLevel} threat
      </Badge>
    </>
  ),
};

export const statementList: ListConfig<'statements'> = {
  list: 'statements',
  thing: 'statement',
  fields: [
    { kind: 'select', name: 'type', label: 'Kind', options: STATEMENT_OPTIONS, initial: 'tagline' },
    { kind: 'area', name: 'content', label: 'The statement' },
  ],
  title: (one) => one.content,
  marks: (one) => <Badge>{labelOf(STATEMENT_OPTIONS, one.type).toLowerCase()}</Badge>,
};

export const ruleList: ListConfig<'guardrails'> = {
  list: 'guardrails',
  thing: 'rule',
  fields: [
    { kind: 'select', name: 'type', label: 'Do or do not', options: RULE_TYPE_OPTIONS, initial: 'dont' },
    { kind: 'select', name: 'severity', label: 'How strict', options: SEVERITY_OPTIONS, initial: 'error' },
    { kind: 'select', name: 'category', label: 'About', options: RULE_CATEGORY_OPTIONS, initial: 'claims' },
    { kind: 'area', name: 'text', label: 'The rule', placeholder: 'Do not say “guaranteed”' },
    { kind: 'area', name: 'reason', label: 'Why', placeholder: 'We cannot promise the weather' },
    {
      kind: 'tags',
      name: 'terms',
      label: 'Words that break it',
      hint: 'A text that holds one of these is marked while it is written. Without any, words quoted in the rule are looked for.',
      wide: true,
    },
  ],
  title: (rule) => rule.text,
  detail: (rule) => rule.reason,
  marks: (rule) => (
    <>
      <Badge tone={rule.type === 'do' ? 'good' : 'bad'}>{labelOf(RULE_TYPE_OPTIONS, rule.type).toLowerCase()}</Badge>
      <Badge>{labelOf(SEVERITY_OPTIONS, rule.severity).toLowerCase()}</Badge>
    </>
  ),
};

export const soundbiteList: ListConfig<'soundbites'> = {
  list: 'soundbites',
  thing: 'soundbite',
  fields: [
    { kind: 'select', name: 'category', label: 'What it is for', options: SOUNDBITE_OPTIONS, initial: 'Problem' },
    { kind: 'text', name: 'label', label: 'Label', placeholder: 'For the first line of a letter' },
    { kind: 'area', name: 'content', label: 'The sentence' },
  ],
  initial: { approved: false },
  title: (one) => one.content,
  detail: (one) => one.label,
  tick: { name: 'approved', label: (one) => `“${one.content}” is approved`, value: (one) => one.approved },
  marks: (one) => (
    <>
      <Badge>{labelOf(SOUNDBITE_OPTIONS, one.category).toLowerCase()}</Badge>
      {one.approved && <Badge tone="good">approved</Badge>}
    </>
  ),
};

export const exampleList: ListConfig<'examples'> = {
  list: 'examples',
  thing: 'voice example',
  fields: [
    { kind: 'text', name: 'situation', label: 'Where it is said', placeholder: 'A reply to a complaint', wide: true },
    { kind: 'area', name: 'good', label: 'So' },
    { kind: 'area', name: 'bad', label: 'Not so' },
  ],
  title: (one) => one.good,
  detail: (one) => joined(one.situation, one.bad === '' ? '' : `not “${one.bad}”`),
};

export const brandAssetList: ListConfig<'brandAssets'> = {
  list: 'brandAssets',
  thing: 'brand asset',
  fields: [
    { kind: 'text', name: 'name', label: 'Name', placeholder: 'Logo, on white' },
    { kind: 'text', name: 'kind', label: 'Kind', placeholder: 'SVG' },
    { kind: 'text', name: 'where', label: 'Where it is', wide: true },
  ],
  title: (one) => one.name,
  detail: (one) => joined(one.kind, one.where),
};

export const messageList: ListConfig<'messages'> = {
  list: 'messages',
  thing: 'message',
  fields: [
    { kind: 'select', name: 'level', label: 'Level', options: LEVEL_OPTIONS, initial: '1', number: true },
    { kind: 'select', name: 'type', label: 'Kind', options: MESSAGE_OPTIONS, initial: 'headline' },
    { kind: 'area', name: 'content', label: 'The message' },
  ],
  title: (one) => one.content,
  marks: (one) => <Badge>{labelOf(MESSAGE_OPTIONS, one.type).toLowerCase()}</Badge>,
  indent: (one) => one.level - 1,
};
