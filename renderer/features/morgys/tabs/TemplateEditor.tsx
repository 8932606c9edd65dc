/** One template: its words, its arguments, and what it becomes when the blanks are filled in. */
import { useEffect, useState } from 'react';
import { Plus, X } from 'lucide-react';
import type { Template } from '../../../../main/studio/templates/contract.ts';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { Checkbox } from '../../../components/Checkbox.tsx';
import { Field } from '../../../components/Field.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { MarkdownEditor } from '../../../components/MarkdownEditor.tsx';
import { SaveState } from '../../../components/SaveState.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { fillParts } from '../../../components/variables.ts';
import { useFormField, useSaveOnLeaving, useSaveState } from '../../../form/useForm.ts';
import { readDrafts } from '../../../form/drafts.ts';
import {
  argumentError,
  makeTemplateForm,
  mismatches,
  templateDraftPrefix,
  type TemplateForm,
  type TypedArgument,
} from '../templates.ts';
import css from './TemplateEditor.module.css';

/** `arrival`: of the list that the template stands in. */
export function TemplateEditor({ template, arrival }: { template: Template; arrival: number }) {
  const [form] = useState(() => makeTemplateForm(template));
  useSaveOnLeaving(form);
  useEffect(() => form.load(template, arrival), [form, template, arrival]);
  useEffect(() => {
    readDrafts(templateDraftPrefix(template.id))
      .then((drafts) => form.restore(drafts))
      // Without the drafts the saved template is still whole.
      .catch(() => undefined);
  }, [form, template.id]);
  return (
    <div className={css.columns}>
      <Fields form={form} />
      <Preview form={form} />
    </div>
  );
}

function Fields({ form }: { form: TemplateForm }) {
  const title = useFormField(form, 'title');
  const description = useFormField(form, 'description');
  const text = useFormField(form, 'text');
  const args = useFormField(form, 'arguments');
  const { missing, unused } = mismatches(text.value, args.value);
  const add = (name: string): void => args.onChange([...args.value, { name, description: '', required: true }]);
  return (
    <div className={css.fields}>
      <div className={css.state}>
        <SaveState value={useSaveState(form)} />
      </div>
      <TextField {...title} hint="What people choose it by." />
      <TextField {...description} />
      <Field label={text.label} error={text.error} group>
        <MarkdownEditor
          label="Template text"
          value={text.value}
          onChange={text.onChange}
          onBlur={text.onBlur}
          variables={args.value.filter((argument) => argument.name !== '')}
          placeholder="Write the request. {{blanks}} are filled in by the person who uses it."
        />
      </Field>
      {missing.length > 0 && (
        <Callout
          tone="warn"
          actions={
            <Button
              size="sm"
              onClick={() =>
                args.onChange([...args.value, ...missing.map((name) => ({ name, description: '', required: true }))])
              }
            >
              Add {missing.length === 1 ? 'it' : 'them'}
            </Button>
          }
        >
          {missing.map((name) => `{{${name}}}`).join(', ')} {missing.length === 1 ? 'has' : 'have'} no argument yet.
        </Callout>
      )}
      <Arguments
        args={args.value}
        unused={unused}
        onChange={args.onChange}
        onBlur={args.onBlur}
        onAdd={() => add('')}
      />
    </div>
  );
}

interface ArgumentsProps {
  args: readonly TypedArgument[];
  unused: readonly string[];
  onChange: (args: TypedArgument[]) => void;
  onBlur: () => void;
  onAdd: () => void;
}

function Arguments({ args, unused, onChange, onBlur, onAdd }: ArgumentsProps) {
  const change = (index: number, patch: Partial<TypedArgument>): void =>
    onChange(args.map((argument, at) => (at === index ? { ...argument, ...patch } : argument)));
  return (
    <section className={css.arguments} aria-label="Arguments">
      <h2 className={css.heading}>Arguments</h2>
      {args.map((argument, index) => (
        // The place is the identity: the name is what is being typed.
        <div key={`argument-${index}`} className={css.argument}>
          <TextField
            label={`Name of argument ${index + 1}`}
            hideLabel
            placeholder="name"
            spellCheck={false}
            value={argument.name}
            error={argumentError(argument, args)}
            onChange={(name) => change(index, { name })}
            onBlur={onBlur}
          />
          <TextField
            label={`Description of argument ${index + 1}`}
            hideLabel
            placeholder="What goes here"
            value={argument.description}
            onChange={(description) => change(index, { description })}
            onBlur={onBlur}
            hint={unused.includes(argument.name) ? 'The text does not use it.' : undefined}
          />
          <Checkbox label="Required" checked={argument.required} onChange={(required) => change(index, { required })} />
          <IconButton
            size="sm"
            label={`Remove argument ${argument.name || index + 1}`}
            icon={<X aria-hidden />}
            onClick={() => onChange(args.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button size="sm" variant="ghost" icon={<Plus aria-hidden />} onClick={onAdd} className={css.add}>
        Add an argument
      </Button>
    </section>
  );
}

function Preview({ form }: { form: TemplateForm }) {
  const text = useFormField(form, 'text').value;
  const args = useFormField(form, 'arguments').value;
  const [values, setValues] = useState<Record<string, string>>({});
  return (
    <aside className={css.preview} aria-label="Preview">
      <h2 className={css.heading}>Preview</h2>
      {args.map((argument, index) => (
        <TextField
          key={`value-${index}`}
          label={argument.name || `Argument ${index + 1}`}
          placeholder={argument.description || 'A value to try'}
          value={values[argument.name] ?? ''}
          onChange={(value) => setValues((before) => ({ ...before, [argument.name]: value }))}
        />
      ))}
      <div className={css.sheet} aria-live="polite">
        {text.trim() === '' ? (
          <span className={css.nothing}>What the person sends appears here.</span>
        ) : (
          fillParts(text, values).map((part, index) => {
            const key = `${index}-${part.kind}`;
            if (part.kind === 'text') return <span key={key}>{part.text}</span>;
            if (part.kind === 'value') return <mark key={key}>{part.text}</mark>;
            return (
              <span key={key} className={css.gap}>
                {part.name}
              </span>
            );
          })
        )}
      </div>
    </aside>
  );
}
