/** The fields of an item: of one that is there, each saving by itself, and of one that is being made. */
import type { ItemOf, ListName } from '../../../main/studio/foundations/contract.ts';
import { Checkbox } from '../../components/Checkbox.tsx';
import { Select } from '../../components/Select.tsx';
import { TagField } from '../../components/TagField.tsx';
import { TextArea, TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { SavedArea, SavedSelect, SavedTags, SavedText } from '../../form/SavedFields.tsx';
import { faultOf, percentFault, percentOf, type ListField, type Values } from './listConfig.ts';
import { useGround } from './useGround.ts';

export function EditField<L extends ListName>({ list, item, field }: { list: L; item: ItemOf<L>; field: ListField }) {
  const { put, workspaceId } = useGround();
  const { id } = item as { id: string };
  const value = (item as Values)[field.name];
  const save = (next: unknown): Promise<string> => put(list, id, { [field.name]: next } as Partial<ItemOf<L>>);
  const common = {
    id: `${workspaceId}/${list}/${id}/${field.name}`,
    label: field.label,
    ...(field.hint === undefined ? {} : { hint: field.hint }),
  };
  const check = (typed: unknown): string | null => faultOf(list, field.name, typed);
  switch (field.kind) {
    case 'text':
      return <SavedText {...common} value={String(value ?? '')} check={check} save={save} />;
    case 'area':
      return <SavedArea {...common} rows={field.rows ?? 2} value={String(value ?? '')} check={check} save={save} />;
    case 'tags':
      return <SavedTags {...common} value={(value ?? []) as string[]} check={check} save={save} />;
    case 'percent':
      return (
        <SavedText
          {...common}
          value={value === null || value === undefined ? '' : String(value)}
          check={(typed) => percentFault(list, field.name, typed)}
          save={(typed) => save(percentOf(typed) ?? null)}
        />
      );
    case 'select':
      return (
        <SavedSelect
          label={field.label}
          value={String(value)}
          options={field.options}
          save={(next) => save(field.number === true ? Number(next) : next)}
        />
      );
    case 'check':
      return (
        <Checkbox
          label={field.label}
          checked={value === true}
          onChange={(next) => void save(next).catch((error: unknown) => toast.error('Not changed', error))}
        />
      );
  }
}

export function NewField({
  field,
  value,
  error,
  onChange,
}: {
  field: ListField;
  value: unknown;
  error: string | null;
  onChange: (value: unknown) => void;
}) {
  const frame = { label: field.label, error, ...(field.hint === undefined ? {} : { hint: field.hint }) };
  switch (field.kind) {
    case 'text':
      return (
        <TextField
          {...frame}
          {...(field.placeholder ? { placeholder: field.placeholder } : {})}
          value={String(value ?? '')}
          onChange={onChange}
        />
      );
    case 'percent':
      return <TextField {...frame} value={String(value ?? '')} onChange={onChange} />;
    case 'area':
      return (
        <TextArea
          {...frame}
          rows={field.rows ?? 2}
          {...(field.placeholder ? { placeholder: field.placeholder } : {})}
          value={String(value ?? '')}
          onChange={onChange}
        />
      );
    case 'tags':
      return <TagField {...frame} value={(value ?? []) as string[]} onChange={onChange} />;
    case 'select':
      return <Select {...frame} value={String(value ?? field.initial)} options={field.options} onChange={onChange} />;
    case 'check':
      return <Checkbox label={field.label} checked={value === true} onChange={onChange} />;
  }
}
