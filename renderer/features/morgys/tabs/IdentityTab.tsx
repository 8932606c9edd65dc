/** Who the Morgy is: name, description, category, tags. */
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { useStudioQuery } from '../../../app/client.ts';
import { useNewMorgy } from '../../../app/newMorgy.ts';
import { Select } from '../../../components/Select.tsx';
import { TagField } from '../../../components/TagField.tsx';
import { TextArea, TextField } from '../../../components/TextField.tsx';
import { tagsOf } from '../library/filter.ts';
import { useField, useMorgyForm } from '../morgyForm.ts';
import { CATEGORY_OPTIONS } from '../words.ts';
import { LiveCard } from './LiveCard.tsx';
import { Section, Sheet } from './Sheet.tsx';

export function IdentityTab() {
  const name = useField('name');
  const description = useField('description');
  const category = useField('category');
  const tags = useField('tags');
  const id = useStore(useMorgyForm().store, (state) => state.base.id);
  const nameField = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (useNewMorgy.getState().id !== id) return;
    useNewMorgy.setState({ id: null });
    const input = nameField.current?.querySelector('input');
    input?.focus();
    input?.select();
  }, [id]);
  const all = useStudioQuery('morgys.list', {}).data ?? [];
  return (
    <Sheet beside={<LiveCard />}>
      <Section>
        <div ref={nameField}>
          <TextField
            {...name}
            maxLength={400}
            hint="What people call it. It becomes the name of the exported bundle too."
          />
        </div>
        <TextArea
          {...description}
          rows={3}
          placeholder="What it helps with, and for whom, in two or three sentences"
          hint="The first thing people read before they install it."
        />
        <Select
          label={category.label}
          value={category.value}
          options={CATEGORY_OPTIONS}
          onChange={category.onChange}
          error={category.error}
        />
        <TagField
          label={tags.label}
          value={tags.value}
          onChange={tags.onChange}
          error={tags.error}
          placeholder="Type a word and press Enter"
          hint="Words by which you find it again."
          suggestions={tagsOf(all).map(({ tag }) => tag)}
        />
      </Section>
    </Sheet>
  );
}
