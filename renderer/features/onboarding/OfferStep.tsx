/** The offer, as facts of the product: asked for one by one, shown and changed below. */
import { ListEditor } from '../foundations/ListEditor.tsx';
import { factList } from '../foundations/lists.tsx';
import { useGround } from '../foundations/useGround.ts';
import { Section } from '../morgys/tabs/Sheet.tsx';
import { Question, type QuestionProps } from './Question.tsx';

const QUESTIONS: readonly QuestionProps[] = [
  {
    field: 'Offer',
    category: 'product',
    question: 'What do you sell, in one sentence?',
    why: 'Everything else is about this.',
  },
  { field: 'Price', category: 'product', question: 'What does it cost?', why: 'People ask for the price first.' },
  {
    field: 'Delivery',
    category: 'product',
    question: 'How soon does a buyer have it?',
    why: 'It separates “buy now” from “later”.',
  },
  {
    field: 'Guarantee',
    category: 'product',
    question: 'What can a buyer rely on if it goes wrong?',
    why: 'A guarantee removes the last reason to wait.',
  },
  {
    field: 'Result',
    category: 'product',
    question: 'Which result can you show, with a number?',
    why: 'A number is remembered; an adjective is not.',
  },
];

export function OfferStep() {
  const { entries } = useGround().foundation.truth_sheet;
  const own = entries.filter((fact) => fact.category === 'product');
  const known = new Set(own.map((fact) => fact.field_name));
  const asked = QUESTIONS.filter((question) => !known.has(question.field));
  return (
    <>
      {asked.map((question) => (
        <Question key={question.field} {...question} />
      ))}
      <Section title="What is known of the offer">
        <ListEditor
          config={{ ...factList, initial: { ...factList.initial, category: 'product' } }}
          items={own}
          empty="Nothing yet. Answer what you can; the rest may stay open."
        />
      </Section>
    </>
  );
}
