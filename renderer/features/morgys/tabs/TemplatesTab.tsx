/** Prompt templates: a list, and the one that is open with its arguments and a preview of what it becomes. */
import { useState } from 'react';
import { ArrowDown, ArrowUp, FileText, Plus, Trash2 } from 'lucide-react';
import type { Template } from '../../../../main/studio/templates/contract.ts';
import { arrivalOf, studio, useStudioQuery } from '../../../app/client.ts';
import { useCommand } from '../../../app/commands.ts';
import { Button } from '../../../components/Button.tsx';
import { Callout } from '../../../components/Callout.tsx';
import { cx } from '../../../components/cx.ts';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { IconButton } from '../../../components/IconButton.tsx';
import { toast } from '../../../components/Toast.tsx';
import { TemplateEditor } from './TemplateEditor.tsx';
import css from './TemplatesTab.module.css';

const failed = (title: string) => (error: unknown) => toast.error(title, error);

function useTemplateActions(morgyId: string, templates: readonly Template[], open: (id: string | null) => void) {
  const create = (): void => {
    studio
      .request('templates.create', { morgyId, title: 'New template', text: '', arguments: [], description: null })
      .then((made) => open(made.id))
      .catch(failed('No template was made'));
  };
  const move = (template: Template, by: number): void => {
    const ids = templates.map((other) => other.id);
    const from = ids.indexOf(template.id);
    const to = from + by;
    if (to < 0 || to >= ids.length) return;
    ids.splice(to, 0, ...ids.splice(from, 1));
    studio.request('templates.reorder', { morgyId, ids }).catch(failed('The order was not changed'));
  };
  const remove = (template: Template): void => {
    studio
      .request('templates.remove', { id: template.id })
      .then(() => {
        open(null);
        toast.done({
          title: `Moved ${template.title} to the trash`,
          action: {
            label: 'Undo',
            onClick: () => {
              studio
                .request('trash.restore', { items: [{ table: 'morgy_templates', id: template.id }] })
                .then(() => open(template.id))
                .catch(failed('The template was not brought back'));
            },
          },
        });
      })
      .catch(failed('The template was not deleted'));
  };
  return { create, move, remove };
}

export function TemplatesTab({ morgyId }: { morgyId: string }) {
  const list = useStudioQuery('templates.list', { morgyId });
  const [openId, setOpenId] = useState<string | null>(null);
  const templates = list.data ?? [];
  const open = templates.find((template) => template.id === openId) ?? templates[0];
  const { create, move, remove } = useTemplateActions(morgyId, templates, setOpenId);
  useCommand('template.create', create);

  if (list.isError) {
    return (
      <div className={css.error}>
        <Callout tone="bad" title="The templates could not be read">
          {list.error.message}
        </Callout>
      </div>
    );
  }
  if (list.data && templates.length === 0) {
    return (
      <EmptyState
        icon={<FileText aria-hidden />}
        title="No templates yet"
        actions={
          <Button variant="primary" icon={<Plus aria-hidden />} onClick={create}>
            New template
          </Button>
        }
      >
        A template is a request that people make again and again, with blanks to fill in. In Claude it appears as a
        prompt of the bundle.
      </EmptyState>
    );
  }
  return (
    <div className={css.split}>
      <div className={css.side}>
        <ul className={css.list} aria-label="Templates">
          {templates.map((template, index) => {
            const current = template.id === open?.id;
            return (
              <li key={template.id} className={cx(css.item, current && css.current)}>
                <button
                  type="button"
                  className={css.open}
                  aria-current={current}
                  onClick={() => setOpenId(template.id)}
                >
                  <span className={css.title} title={template.title} dir="auto">
                    {template.title}
                  </span>
                  <span className={css.detail}>
                    {template.arguments.length === 0
                      ? 'No arguments'
                      : template.arguments.map((argument) => argument.name).join(', ')}
                  </span>
                </button>
                {current && (
                  <span className={css.tools}>
                    <IconButton
                      size="sm"
                      label="Move up"
                      icon={<ArrowUp aria-hidden />}
                      disabled={index === 0}
                      onClick={() => move(template, -1)}
                    />
                    <IconButton
                      size="sm"
                      label="Move down"
                      icon={<ArrowDown aria-hidden />}
                      disabled={index === templates.length - 1}
                      onClick={() => move(template, 1)}
                    />
                    <IconButton
                      size="sm"
                      label={`Delete ${template.title}`}
                      icon={<Trash2 aria-hidden />}
                      onClick={() => remove(template)}
                    />
                  </span>
                )}
              </li>
            );
          })}
        </ul>
        <Button size="sm" icon={<Plus aria-hidden />} onClick={create}>
          New template
        </Button>
      </div>
      {open && <TemplateEditor key={open.id} template={open} arrival={arrivalOf(templates)} />}
    </div>
  );
}
