/** Fault caught: "Do not: Do not say …", which a model may read as an order to say it. */
import { expect, it } from 'vitest';
import { ruleText } from './rule-text.ts';

it('says what to do or not to do once', () => {
  expect(ruleText('dont', 'Do not say “guaranteed”')).toBe('Do not say “guaranteed”');
  expect(ruleText('dont', 'Don’t shout')).toBe('Don’t shout');
  expect(ruleText('dont', 'Say “guaranteed”')).toBe('Do not: Say “guaranteed”');
  expect(ruleText('dont', 'Nobody is named')).toBe('Do not: Nobody is named');
  expect(ruleText('do', 'Always name the price')).toBe('Always name the price');
  expect(ruleText('do', 'Name the price')).toBe('Do: Name the price');
  // Written under the wrong kind, it keeps the kind that was chosen.
  expect(ruleText('do', 'Do not shout')).toBe('Do: Do not shout');
});
