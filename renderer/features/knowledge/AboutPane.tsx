/** Where a document comes from, what it is called and found under, and what was noticed when it was read. */
import type { ReactNode } from 'react';
import { Copy, RefreshCw } from 'lucide-react';
import type { KnowledgeDocument } from '../../../main/studio/knowledge/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { TagField } from '../../components/TagField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useFormField } from '../../form/useForm.ts';
import { Row, Section, Sheet } from '../morgys/tabs/Sheet.tsx';
import { dateLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';
import { bytesLabel } from '../settings/bytes.ts';
import { copyText, refreshDocument } from './actions.ts';
import type { DocumentForm } from './documentForm.ts';
import css from './DocumentPage.module.css';
import { SOURCE_WORDS } from './words.ts';

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

export function AboutPane({ form, document }: { form: DocumentForm; document: KnowledgeDocument }) {
  const title = useFormField(form, 'title');
  const tags = useFormField(form, 'tags');
  const date = useFormField(form, 'source_date');
  const siblings = useStudioQuery('knowledge.list', { morgyId: document.morgy_id }).data ?? [];
  const known = [...new Set(siblings.flatMap((other) => other.tags))].toSorted();
  const { source_url: url } = document;
  return (
    <Sheet>
      <Section>
        <TextField {...title} hint="Shown wherever it is found and cited." />
        <Row>
          <TagField
            label={tags.label}
            value={tags.value}
            suggestions={known}
            onChange={tags.onChange}
            hint="To search within some documents only."
          />
          <TextField {...date} placeholder="2026-03-21" hint="What it says of its own age." />
        </Row>
      </Section>
      {document.warnings.length > 0 && (
        <Section title="Noticed while reading">
          {document.warnings.map(({ code, message }) => (
            <Callout key={code + message} tone="warn">
              {message}
            </Callout>
          ))}
        </Section>
      )}
      <Section
        title="Source"
        actions={
          <Button icon={<RefreshCw aria-hidden />} onClick={() => void refreshDocument(document)}>
            Read the source again
          </Button>
        }
      >
        <dl className={css.facts}>
          <Fact name="Kind">
            {SOURCE_WORDS[document.source_type]}, {document.media_type}
          </Fact>
          {url === null ? (
            <Fact name="From">{document.source_label}</Fact>
          ) : (
            <Fact name="Address">
              <a href={url} target="_blank" rel="noreferrer noopener">
                {url}
              </a>
            </Fact>
          )}
          <Fact name="Size">{bytesLabel(document.size)}</Fact>
          <Fact name="Passages">
            {countLabel(document.chunks, 'passage')}, {countLabel(document.tokens, 'token')}
            {document.pinned > 0 && `, ${document.pinned} pinned`}
            {document.excluded > 0 && `, ${document.excluded} excluded`}
          </Fact>
          <Fact name="Added">{dateLabel(document.created_at)}</Fact>
          <Fact name="Changed">{dateLabel(document.updated_at)}</Fact>
          <Fact name="SHA-256">
            <span className={css.hash}>
              <code>{document.sha256}</code>
              <IconButton
                size="sm"
                label="Copy the SHA-256"
                icon={<Copy aria-hidden />}
                onClick={() => void copyText(document.sha256, 'The SHA-256')}
              />
            </span>
          </Fact>
        </dl>
      </Section>
    </Sheet>
  );
}
