/** Faults caught: a contradiction that nobody is asked about, and two spellings of one thing that somebody is. */
import { expect, it } from 'vitest';
import { contradictionsOf, unsettled } from './conflicts.ts';
import type { Saying } from './conflicts.ts';

const say = (field_name: string, value: string, more: Partial<Saying> = {}): Saying => ({
  field_name,
  value,
  source: '',
  quote: '',
  fact_id: `${field_name}/${value}/${more.source ?? ''}`,
  candidate_id: null,
  verified: false,
  also_true: [],
  ...more,
});
const contradict = (field: string, ...values: string[]): boolean =>
  contradictionsOf(values.map((value) => say(field, value))).length > 0;

it.each([
  ['Price', '€29 per month', '€39 per month'],
  ['price', '€29 per month', 'from 39 € pro Monat'],
  ['Price (Quay)', '29 euros par mois', '35 euros al mes'],
  ['Price', '€29', '€39 per month'],
  ['Free trial', '30-day free trial', '14-day free trial'],
  ['Number of customers', 'more than 12,000 guests', '15.000 guests'],
  ['Founded', 'March 2014', '2011'],
  ['Founded', 'März 2014', 'May 2014'],
  ['Location', 'Bergen, Norway', 'Oslo, Norway'],
  ['Team size', '18 people', '25 Mitarbeitende'],
  ['Company name', 'Tidewater Ltd', 'Ebbe GmbH'],
  ['Opening hours', '9 to 17', '9 to 18'],
])('asks about %s: %s and %s', (field, a, b) => {
  expect(contradict(field, a, b)).toBe(true);
});

it.each([
  ['Price', '€29 per month', '29,00 € pro Monat'],
  ['Price', '€29 per month', '€290 per year'],
  ['Price', 'from €1,000 a year', '1.000 € im Jahr'],
  ['Founded', 'March 2014', '2014'],
  ['Founded', 'March 2014', 'mars 2014'],
  ['Location', 'Bergen, Norway', 'Bergen, Norwegen'],
  ['Team size', '18 people', '18 employees'],
  ['Company name', 'Tidewater Tools', 'Tidewater Tools Ltd.'],
  ['Founders', 'Anna Berg and Jo Lund', 'Jo Lund and Anna Berg'],
  ['Certification', 'ISO 9001', 'ISO 27001'],
  ['Result', 'saves 5 hours a week', 'cuts waste by 30%'],
])('takes for the same, or for two things, %s: %s and %s', (field, a, b) => {
  expect(contradict(field, a, b)).toBe(false);
});

it('lets one source name several prices, and two years two figures', () => {
  const plan = (value: string, quote: string, source: string) => say('Price', value, { quote, source });
  const list = [
    plan('€29 per month', 'Quay | €29 per month', 'Prices'),
    plan('€49 per month', 'Harbour | €49 per month', 'Prices'),
  ];
  expect(contradictionsOf(list)).toEqual([]);
  expect(contradictionsOf([...list, plan('€39 per month', 'Quay costs €39 per month.', 'Deck')])).toHaveLength(1);
  const revenue = (value: string, quote: string, source: string) => say('Revenue', value, { quote, source });
  expect(
    contradictionsOf([
      revenue('€2 million', 'In 2023 revenue was €2 million.', 'A'),
      revenue('€3 million', 'In 2024 revenue was €3 million.', 'B'),
    ]),
  ).toEqual([]);
});

it('keeps to what a person declared right beside it, and to what was verified against what was only found', () => {
  const [a, b] = [
    say('Price', '€29 per month', { also_true: ['€39 per month'] }),
    say('Price', '€39 per month', { also_true: ['€29 per month'] }),
  ];
  expect(contradictionsOf([a, b])).toEqual([]);
  const found = say('Price', '€49 per month', { fact_id: null, candidate_id: 'c' });
  const verified = say('Price', '€29 per month', { verified: true });
  expect(unsettled(contradictionsOf([verified, found]))).toEqual([]);
  expect(unsettled(contradictionsOf([{ ...verified, verified: false }, found]))).toHaveLength(1);
  expect(unsettled(contradictionsOf([found, { ...found, value: '€59 per month', candidate_id: 'd' }]))).toEqual([]);
});
