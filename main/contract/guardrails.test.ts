/** Faults caught: a rule reported as kept that nobody read, an underline at the wrong place, a check that hangs or throws on odd text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkGuardrails, markBreaches, quotedIn, type Guardrail } from './guardrails.ts';

let number = 0;
const rule = (type: Guardrail['type'], text: string, more: Partial<Guardrail> = {}): Guardrail => ({
  id: `r${(number += 1)}`,
  type,
  text,
  reason: '',
  category: 'tone',
  severity: 'warning',
  ...more,
});
const broken = (text: string, each: Guardrail, competitors: string[] = []): string[] =>
  checkGuardrails(text, [each], competitors).breaches.map(({ start, end }) => text.slice(start, end));

describe('a rule', () => {
  it.each([
    [
      'Never say “cheap” or “game-changer”',
      'A cheap game-changer. Cheaply done, not cheapness.',
      ['cheap', 'game-changer', 'Cheaply'],
    ],
    ["Don't use 'best in class'", 'We are best  in\nclass.', ['best  in\nclass']],
    ['Avoid these words: synergy, leverage and disrupt', 'We leverage synergy.', ['leverage', 'synergy']],
    ['No exclamation marks', 'Now! And then!!', ['!', '!!']],
    ['No emoji', 'Done 🎉 ok', ['🎉']],
    ['No words in all caps', 'BUY it NOW for the USA today', []],
    ['No superlatives', 'The best and fastest tool', ['best', 'fastest']],
    ['No hashtags', 'Read #this', ['#this']],
    ['Never promise guarantees', 'It is guaranteed and risk-free', ['guaranteed', 'risk-free']],
  ])('“%s” finds its words where they stand', (text, written, found) => {
    const caps = text.includes('caps');
    expect(broken(written, rule('dont', text))).toEqual(caps ? [] : found);
  });

  it('finds a word in capitals, and leaves short abbreviations', () => {
    expect(broken('FREE for the USA', rule('dont', 'No shouting in all caps'))).toEqual(['FREE']);
  });

  it('takes its own terms before what its text quotes', () => {
    const each = rule('dont', 'Never say “x”', { terms: ['slow'] });
    expect(broken('x is slow', each)).toEqual(['slow']);
  });

  it('keeps competitors out by the names that the foundation has', () => {
    const each = rule('dont', 'Do not mention competitors by name', {
      category: 'competitors',
      reason: 'Free press for them.',
    });
    const { breaches } = checkGuardrails('Unlike Acme Corp, we answer.', [each], ['Acme Corp', '']);
    expect(breaches[0]).toMatchObject({ start: 7, end: 16 });
    expect(breaches[0]?.message).toBe(
      'Do not mention competitors by name. “Acme Corp” is a competitor. Why: Free press for them.',
    );
  });

  it('asks for what must be there, and for lengths', () => {
    const must = rule('do', 'Always mention the “free trial”');
    expect(checkGuardrails('Buy now', [must]).breaches[0]).toMatchObject({ start: 0, end: 0 });
    expect(checkGuardrails('Begin your Free  Trial', [must]).breaches).toEqual([]);
    const short = rule('do', 'Keep sentences to at most 5 words');
    expect(broken('One two three four five six. Short one.', short)).toEqual(['One two three four five six.']);
    const whole = rule('do', 'Posts have under 10 characters');
    expect(checkGuardrails('123456789', [whole]).breaches).toEqual([]);
    expect(checkGuardrails('1234567890', [whole]).breaches).toHaveLength(1);
  });

  it('that nothing here can read is left to a person, never reported as kept', () => {
    const each = rule('do', 'Write as if to a friend');
    expect(checkGuardrails('Dear Sir', [each])).toEqual({
      breaches: [],
      kept: [],
      unread: [{ id: each.id, text: 'Write as if to a friend' }],
    });
  });

  it('says nothing of an empty text', () => {
    expect(checkGuardrails('  ', [rule('do', 'Always say “hello”')]).breaches).toEqual([]);
  });
});

it('an apostrophe is no quotation mark', () => {
  expect(quotedIn("Don't say it's the customer's fault")).toEqual([]);
});

describe('for any text and any rules', () => {
  const rules = fc.array(
    fc.record({
      type: fc.constantFrom('do' as const, 'dont' as const),
      text: fc.oneof(
        fc.string(),
        fc.string().map((s) => `Never say “${s}”`),
        fc.constant('at most 3 words'),
        fc.constant('no emoji'),
      ),
      category: fc.constantFrom('tone', 'competitors'),
      severity: fc.constantFrom('error' as const, 'warning' as const, 'suggestion' as const),
    }),
    { maxLength: 5 },
  );
  it('spans lie in the text, the pieces put together are the text, and every rule is accounted for', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        rules,
        fc.array(fc.string(), { maxLength: 3 }),
        (text, list, names) => {
          const given = list.map((each, i) => ({ ...each, id: String(i), reason: '' }));
          const { breaches, kept, unread } = checkGuardrails(text, given, names);
          for (const { start, end } of breaches) expect(start <= end && end <= text.length).toBe(true);
          expect(
            markBreaches(text, breaches)
              .map((part) => part.text)
              .join(''),
          ).toBe(text);
          const said = new Set([...breaches.map(({ ruleId }) => ruleId), ...kept, ...unread.map(({ id }) => id)]);
          expect(said.size).toBe(given.filter((each) => each.text.trim() !== '').length);
        },
      ),
    );
  });
});
