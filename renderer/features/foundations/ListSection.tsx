/** A section that is one list: what it is for, and the list. */
import type { ReactNode } from 'react';
import type { ItemOf, ListName } from '../../../main/studio/foundations/contract.ts';
import { Section } from '../morgys/tabs/Sheet.tsx';
import type { ListConfig } from './listConfig.ts';
import { ListEditor } from './ListEditor.tsx';

export function ListSection<L extends ListName>({
  title,
  description,
  config,
  items,
  empty,
}: {
  title: string;
  description: string;
  config: ListConfig<L>;
  items: readonly ItemOf<L>[];
  /** What belongs here, with an example. */
  empty: ReactNode;
}) {
  return (
    <Section title={title} description={description}>
      <ListEditor config={config} items={items} movable empty={empty} />
    </Section>
  );
}
