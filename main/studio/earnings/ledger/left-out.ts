/** Why a row is in no total, in words. */
import type { LeftOutReason } from './types.ts';

const SENTENCES: Record<LeftOutReason, string> = {
  unknown_currency: 'Its currency is not one that exists (ISO 4217).',
  refund_larger_than_sale: 'Its refund would give back more than the sale took.',
  shares_do_not_add_up: 'The creator’s and the platform’s share do not add up to the price.',
  negative_amount: 'One of its amounts is negative, or larger than can be counted exactly.',
  arrived_twice: 'The same person bought the same Morgy before: the first one counts.',
  no_time: 'It has no readable time, so it belongs to no day.',
  unknown_state: 'Its state or kind is not one this version of the studio knows.',
  not_a_row_id: 'Its id is not one the cloud gives.',
};

export const leftOutSentence = (reason: LeftOutReason): string =>
  `${SENTENCES[reason]} It is shown here and counted nowhere until the cloud corrects it.`;
