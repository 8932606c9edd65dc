/** The document's text: to read, or to change. It saves by itself. */
import { useMemo, useState } from 'react';
import { BookOpen, PenLine } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Markdown } from '../../components/Markdown.tsx';
import { MarkdownEditor } from '../../components/MarkdownEditor.tsx';
import { PlainText } from '../../components/PlainText.tsx';
import { useFormField } from '../../form/useForm.ts';
import type { DocumentForm } from './documentForm.ts';
import css from './DocumentPage.module.css';
import { readingParts } from './passages.ts';

interface TextPaneProps {
  form: DocumentForm;
  title: string;
  /** The document is text, not Markdown. */
  plain: boolean;
}

export function TextPane({ form, title, plain }: TextPaneProps) {
  const content = useFormField(form, 'content');
  const [editing, setEditing] = useState(content.error !== null);
  const [shown, setShown] = useState(1);
  const parts = useMemo(() => (editing ? [] : readingParts(content.value, { plain })), [editing, content.value, plain]);
  if (editing) {
    return (
      <div className={css.writing}>
        <div className={css.bar}>
          <p className={css.hint}>
            Passages are cut anew from what you write. Those whose text stays keep their pins and changes.
          </p>
          <Button
            icon={<BookOpen aria-hidden />}
            onClick={() => {
              content.onBlur();
              setEditing(false);
            }}
          >
            Read
          </Button>
        </div>
        {content.error !== null && (
          <Callout tone="warn" title="Kept as a draft">
            {content.error}
          </Callout>
        )}
        <MarkdownEditor
          fill
          label={`Text of ${title}`}
          value={content.value}
          onChange={content.onChange}
          onBlur={content.onBlur}
          error={content.error}
        />
      </div>
    );
  }
  return (
    <div className={css.reading} tabIndex={0} role="document" aria-label={`Text of ${title}`}>
      <div className={css.page}>
        <div className={css.bar}>
          <p className={css.hint}>What was read from the source.</p>
          <Button icon={<PenLine aria-hidden />} onClick={() => setEditing(true)}>
            Edit the text
          </Button>
        </div>
        {parts
          .slice(0, shown)
          .map((part, index) =>
            plain ? <PlainText key={`part-${index}`} text={part} /> : <Markdown key={`part-${index}`} text={part} />,
          )}
        {shown < parts.length && (
          <Button className={css.more} onClick={() => setShown(shown + 1)}>
            Read on, part {shown + 1} of {parts.length}
          </Button>
        )}
      </div>
    </div>
  );
}
