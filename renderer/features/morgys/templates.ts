/** Templates as they are typed: the same self-saving form as the Morgy's own. Names of arguments may be unfinished here. */
import { templatePatch, type Template } from '../../../main/studio/templates/contract.ts';
import { answersSoFar, studio } from '../../app/client.ts';
import { createForm, type Form, type Specs } from '../../form/form.ts';
import { as } from '../../form/parse.ts';
import { draftPorts } from '../../form/drafts.ts';
import { variablesIn } from '../../components/variables.ts';

export interface TypedArgument {
  name: string;
  description: string;
  required: boolean;
}

export interface TemplateTyped {
  title: string;
  description: string;
  arguments: TypedArgument[];
  text: string;
}

const { shape } = templatePatch;

export const templateFields: Specs<Template, TemplateTyped> = {
  title: { label: 'Title', show: (template) => template.title, parse: as(shape.title) },
  description: {
    label: 'Description',
    show: (template) => template.description ?? '',
    parse: (typed) => as(shape.description)(typed.trim() === '' ? null : typed),
  },
  arguments: {
    label: 'Arguments',
    show: (template) => template.arguments,
    parse: (typed) => {
      const names = typed.map((argument) => argument.name);
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      if (twice !== undefined)
        return {
          ok: false,
          message: twice === '' ? 'Every argument needs a name.' : `Two arguments are called ${twice}.`,
        };
      return as(shape.arguments)(typed);
    },
  },
  text: { label: 'Text', show: (template) => template.text, parse: as(shape.text) },
};

export type TemplateForm = Form<Template, TemplateTyped>;

export const templateDraftPrefix = (id: string): string => `templates/${id}/`;

export function makeTemplateForm(base: Template): TemplateForm {
  return createForm(templateFields, base, {
    save: (values, now) => {
      // Unlike a column of keys, a template's patch is complete for what it names; the rest is sent as it stands.
      const patch = templatePatch.parse({
        title: now.title,
        description: now.description,
        arguments: now.arguments,
        text: now.text,
        ...values,
      });
      return studio.request('templates.update', { id: now.id, patch });
    },
    answers: answersSoFar,
    ...draftPorts(templateDraftPrefix(base.id)),
  });
}

/** What is wrong with one argument's name, in words; null when it is fine. */
export function argumentError(argument: TypedArgument, all: readonly TypedArgument[]): string | null {
  if (argument.name === '') return 'An argument needs a name.';
  if (!/^[a-z][a-z0-9_]{0,63}$/i.test(argument.name))
    return 'A name is letters, digits and _, and starts with a letter.';
  return all.filter((other) => other.name === argument.name).length > 1 ? 'This name is taken.' : null;
}

/** Variables in the text that no argument fills, and arguments that the text never uses. */
export function mismatches(text: string, args: readonly TypedArgument[]): { missing: string[]; unused: string[] } {
  const used = variablesIn(text);
  const names = args.map((argument) => argument.name).filter((name) => name !== '');
  return {
    missing: used.filter((name) => !names.includes(name)),
    unused: names.filter((name) => !used.includes(name)),
  };
}
