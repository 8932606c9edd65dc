/** Faults caught: a rule reported as kept that nobody read, an underline at the wrong place, a check that hangs or throws on odd text. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotedIn } from './guardrail-words.ts';
import { checkGuardrails, markBreaches, type Guardrail } from './guardrails.ts';

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

// Faults caught: a rule in another language that is never checked, a word that is found inside another, an underline that
// is off by the characters that folding adds or drops.
describe('in other languages', () => {
  it.each([
    ['Nie „billig“ sagen', 'Billige Preise, nicht Billigung. BILLIG!', ['Billige', 'BILLIG']],
    ['Das Wort „Straße“ vermeiden', 'In der STRASSE und der Straße', ['STRASSE', 'Straße']],
    ['Ne jamais dire « garanti »', 'Résultat garantie ou garantis, pas garantissons', ['garantie', 'garantis']],
    ['Éviter « été »', 'L’e\u0301te\u0301 et ÉTÉ, pas répété', ['e\u0301te\u0301', 'ÉTÉ']],
    ['No usar “barato”', 'Una oferta barata, muy BARATOS', ['barata', 'BARATOS']],
    ['Не писать «дешёвый»', 'Дешевая цена, дешёвые вещи, удешевление', ['Дешевая', 'дешёвые']],
    ['Να μην λέμε «λόγος»', 'Ο ΛΌΓΟΣ και ο λόγος', ['ΛΌΓΟΣ', 'λόγος']],
    ['“indirim” deme', 'İNDİRİM ve indirim', ['İNDİRİM', 'indirim']],
    ['لا تقل «مجاني»', 'هذا المجاني ومَجاني', ['المجاني', 'ومَجاني']],
    ['אין לומר «זול»', 'הזול והזול', ['הזול', 'והזול']],
    ['不要使用“最好”', '我们有最好的产品，比最好更好', ['最好', '最好']],
    ['「激安」は使わない', 'とても激安です。', ['激安']],
    ['"무료"라고 쓰지 않는다', '지금 무료로 받으세요', ['무료']],
    ['ห้ามใช้ "ฟรี"', 'ตอนนี้ฟรีทุกวัน', ['ฟรี']],
    ['禁用词：便宜、打折', '今天打折，很便宜', ['打折', '便宜']],
    ['Keine Ausrufezeichen', 'Jetzt! Los!!', ['!', '!!']],
    ['不要用感叹号', '快来！', ['！']],
    ['絵文字は禁止', 'やった🎉', ['🎉']],
    ['Sans hashtags', 'Voir #été', ['#été']],
  ])('“%s” finds its words where they stand', (text, written, found) => {
    expect(broken(written, rule('dont', text))).toEqual(found);
  });
  it('finds a name in Latin letters between others that need no space', () => {
    expect(broken('我们比Acme更快', rule('dont', 'Never say “Acme”'))).toEqual(['Acme']);
    expect(broken('AcmeX', rule('dont', 'Never say “Acme”'))).toEqual([]);
  });
  it('reads lengths', () => {
    const over = (text: string, written: string): number =>
      checkGuardrails(written, [rule('do', text)]).breaches.length;
    expect(over('Höchstens 3 Wörter', 'Eins zwei drei')).toBe(0);
    expect(over('Höchstens 3 Wörter', 'Eins zwei drei vier')).toBe(1);
    expect(over('Moins de 5 caractères', 'abcde')).toBe(1);
    expect(over('不超过5字', '一二三四五')).toBe(0);
    expect(over('5字以内', '一二三四五六')).toBe(1);
    expect(over('Не более 2 предложений', 'Раз. Два. Три.')).toBe(1);
    expect(over('At most 2 sentences', '一。二！三？')).toBe(1);
  });
  it('leaves to a person what it cannot read, whatever the language', () => {
    const each = rule('dont', 'Nicht überheblich klingen');
    expect(checkGuardrails('Wir sind die Besten.', [each]).unread).toHaveLength(1);
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
