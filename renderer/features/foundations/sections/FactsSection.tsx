/** The truth sheet: what may be said as true, how sure it is, and where it comes from. */
import { useState } from 'react';
import { SearchField } from '../../../components/SearchField.tsx';
import { Select } from '../../../components/Select.tsx';
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { Contradictions } from '../Contradictions.tsx';
import { ListEditor } from '../ListEditor.tsx';
import { factList } from '../lists.tsx';
import css from '../Sections.module.css';
import { useGround } from '../useGround.ts';
import { FACT_CATEGORY_OPTIONS } from '../words.ts';

/** From this many on a filter is of use. */
const MANY = 8;

export function FactsSection({ title = 'Truth sheet' }: { title?: string }) {
  const { entries } = useGround().foundation.truth_sheet;
  const [query, setQuery] = useState('');
  const [category, setCategory] = useState('all');
  const words = query.toLowerCase().trim();
  const shown = entries.filter(
    (fact) =>
      (category === 'all' || fact.category === category) &&
      (words === '' || `${fact.field_name} ${fact.value} ${fact.source}`.toLowerCase().includes(words)),
  );
  return (
    <Section
      title={title}
      description="Facts with their source. Tick one once you have checked it: only then is it told without “not verified”."
    >
      <Contradictions />
      {entries.length >= MANY && (
        <div className={css.toolbar}>
          <SearchField label="Filter facts" className={css.grow} value={query} onChange={setQuery} />
          <Select
            label="Kind"
            hideLabel
            size="sm"
            value={category}
            options={[{ value: 'all', label: 'Every kind' }, ...FACT_CATEGORY_OPTIONS]}
            onChange={setCategory}
          />
        </div>
      )}
      <ListEditor
        config={factList}
        items={shown}
        filtered={entries.length > 0}
        movable={shown.length === entries.length}
        empty="Nothing is written down yet. A fact is one thing that can be checked: “Founded: March 2014”, “Price: €29 a month”."
      />
    </Section>
  );
}
