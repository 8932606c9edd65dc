/** One document: its passages, its text, and what is known about it. */
import { useState } from 'react';
import { BookX, CircleDot, EllipsisVertical, FileText, Info, RefreshCw, Rows3, Trash2 } from 'lucide-react';
import type { KnowledgeDocument } from '../../../main/studio/knowledge/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { useSaveOnLeaving, useSaveState } from '../../form/useForm.ts';
import { countLabel } from '../morgys/words.ts';
import { AboutPane } from './AboutPane.tsx';
import { refreshDocument, removeDocuments } from './actions.ts';
import { useOpenedDocument, type DocumentForm } from './documentForm.ts';
import css from './DocumentPage.module.css';
import { isPlainText } from './documents.ts';
import { passagePrefix, useKeptUnder } from './kept.ts';
import { Passages } from './Passages.tsx';
import { TextPane } from './TextPane.tsx';

type Pane = 'passages' | 'text' | 'about';

interface OpenProps {
  form: DocumentForm;
  document: KnowledgeDocument;
  chunkId: string | null;
}

function Open({ form, document, chunkId }: OpenProps) {
  useSaveOnLeaving(form);
  const saveState = useSaveState(form);
  const morgy = useStudioQuery('morgys.get', { id: document.morgy_id }).data;
  const [chosen, setChosen] = useState<{ pane: Pane; chunkId: string | null }>({ pane: 'passages', chunkId });
  // Another link to a passage shows that passage, whatever was open.
  const pane = chosen.chunkId === chunkId ? chosen.pane : 'passages';
  const unsaved = useKeptUnder(passagePrefix(document.id));
  const [shown, setShown] = useState<{ key: string } | null>(null);
  const toUnsaved = (): void => {
    setChosen({ pane: 'passages', chunkId });
    const keys = [...unsaved.keys()];
    // Pressed again it goes on to the next.
    setShown((before) => ({ key: keys[(keys.indexOf(before?.key ?? '') + 1) % keys.length] ?? '' }));
  };
  const toMorgy = (): void => go({ name: 'morgy', id: document.morgy_id, tab: 'knowledge' });
  const remove = async (): Promise<void> => {
    await form.flush();
    toMorgy();
    await removeDocuments([document]);
  };
  return (
    <Page
      title={document.title}
      layout="fill"
      mark={
        unsaved.size > 0 && saveState.state === 'saved' ? (
          <Button size="sm" variant="ghost" icon={<CircleDot aria-hidden />} onClick={toUnsaved}>
            {countLabel(unsaved.size, 'passage')} not saved yet
          </Button>
        ) : (
          <SaveState value={saveState} />
        )
      }
      actions={
        <>
          {morgy && (
            <Button
              variant="ghost"
              className={css.owner}
              title={`To the knowledge of ${morgy.name}`}
              icon={<Avatar size="sm" avatar={morgy.appearance.avatar} color={morgy.appearance.color} />}
              onClick={toMorgy}
            >
              {morgy.name}
            </Button>
          )}
          <Menu
            align="end"
            trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
            entries={[
              {
                label: 'Read the source again',
                icon: <RefreshCw aria-hidden />,
                onSelect: () => void refreshDocument(document),
              },
              { kind: 'separator' },
              { label: 'Move to trash', icon: <Trash2 aria-hidden />, danger: true, onSelect: () => void remove() },
            ]}
          />
        </>
      }
    >
      <Tabs
        label={`Parts of ${document.title}`}
        className={css.tabs}
        value={pane}
        onChange={(next) => {
          void form.flush();
          setChosen({ pane: next, chunkId });
        }}
        tabs={[
          {
            value: 'passages',
            label: 'Passages',
            icon: <Rows3 aria-hidden />,
            panel: <Passages document={document} chunkId={chunkId} shown={shown} />,
          },
          {
            value: 'text',
            label: 'Text',
            icon: <FileText aria-hidden />,
            panel: <TextPane form={form} title={document.title} plain={isPlainText(document)} />,
          },
          {
            value: 'about',
            label: 'About',
            icon: <Info aria-hidden />,
            panel: <AboutPane form={form} document={document} />,
          },
        ]}
      />
    </Page>
  );
}

export function DocumentPage({ id, chunkId }: { id: string; chunkId: string | null }) {
  const opened = useOpenedDocument(id);
  if (opened.state === 'loading') return null;
  if (opened.state === 'failed') {
    return (
      <Page title="Document">
        <EmptyState
          icon={<BookX aria-hidden />}
          title="This document could not be opened"
          actions={
            <>
              <Button onClick={() => go({ name: 'trash' })}>Look in the trash</Button>
              <Button onClick={opened.retry}>Try again</Button>
              <Button variant="primary" onClick={() => go({ name: 'knowledge', query: '', morgyId: null })}>
                To the search
              </Button>
            </>
          }
        >
          {opened.error.message}
        </EmptyState>
      </Page>
    );
  }
  return <Open form={opened.form} document={opened.document} chunkId={chunkId} />;
}
