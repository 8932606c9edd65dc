/** The documents of one Morgy: adding them, the imports that run, and the list. */
import { useMemo, useRef, useState } from 'react';
import { Braces, ClipboardPaste, FilePlus, FolderPlus, Globe, LibraryBig, Search } from 'lucide-react';
import { useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { useFileDrop } from '../../app/drop.ts';
import { go } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Menu } from '../../components/Menu.tsx';
import { SearchField } from '../../components/SearchField.tsx';
import { addPaths, chooseFiles, chooseFolder } from './actions.ts';
import { AddApiDialog, AddTextDialog, AddUrlsDialog } from './AddDialogs.tsx';
import { DocumentTable } from './DocumentTable.tsx';
import { filterDocuments } from './documents.ts';
import { Imports } from './Imports.tsx';
import css from './Knowledge.module.css';

type Asking = 'urls' | 'text' | 'api' | null;

export function KnowledgeTab({ morgyId, name }: { morgyId: string; name: string }) {
  const list = useStudioQuery('knowledge.list', { morgyId });
  const [asking, setAsking] = useState<Asking>(null);
  const [filter, setFilter] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const documents = useMemo(() => list.data ?? [], [list.data]);
  const shown = useMemo(() => filterDocuments(documents, filter), [documents, filter]);

  useCommand('search.focus', () => field.current?.focus(), { enabled: documents.length > 0 });
  useCommand('knowledge.addFiles', () => void chooseFiles(morgyId));
  useCommand('knowledge.addFolder', () => void chooseFolder(morgyId));
  useCommand('knowledge.addUrl', () => setAsking('urls'));
  useCommand('knowledge.addText', () => setAsking('text'));
  useCommand('knowledge.addApi', () => setAsking('api'));
  useFileDrop(`Add to the knowledge of ${name}`, (paths) => void addPaths(morgyId, paths));

  const more = (
    <Menu
      trigger={<Button icon={<Globe aria-hidden />}>More sources</Button>}
      entries={[
        { label: 'Folder…', icon: <FolderPlus aria-hidden />, onSelect: () => void chooseFolder(morgyId) },
        { label: 'Web pages…', icon: <Globe aria-hidden />, onSelect: () => setAsking('urls') },
        { label: 'Pasted text…', icon: <ClipboardPaste aria-hidden />, onSelect: () => setAsking('text') },
        { label: 'JSON API…', icon: <Braces aria-hidden />, onSelect: () => setAsking('api') },
      ]}
    />
  );
  const files = (
    <Button variant="primary" icon={<FilePlus aria-hidden />} onClick={() => void chooseFiles(morgyId)}>
      Add files
    </Button>
  );

  return (
    <div className={css.tab}>
      {documents.length > 0 && (
        <div className={css.bar}>
          <SearchField
            ref={field}
            label="Filter the documents"
            placeholder="Filter by title, source or tag"
            value={filter}
            onChange={setFilter}
            className={css.filter}
          />
          <Button
            variant="ghost"
            icon={<Search aria-hidden />}
            onClick={() => go({ name: 'knowledge', query: '', morgyId })}
          >
            Search inside
          </Button>
          {more}
          {files}
        </div>
      )}
      <Imports morgyId={morgyId} />
      {list.isError && (
        <div className={css.note}>
          <Callout tone="bad" title="The documents could not be read">
            {list.error.message}
          </Callout>
        </div>
      )}
      {list.data && documents.length === 0 && (
        <EmptyState
          icon={<LibraryBig aria-hidden />}
          title="Nothing to know yet"
          actions={
            <>
              {more}
              {files}
            </>
          }
        >
          Drop files or folders anywhere on this window: PDF, Word, PowerPoint, Excel, OpenDocument, EPUB, HTML,
          Markdown, text, CSV, JSON. Their text stays on this device.
        </EmptyState>
      )}
      {documents.length > 0 && <DocumentTable documents={shown} filtered={filter.trim() !== ''} />}
      {asking === 'urls' && <AddUrlsDialog morgyId={morgyId} onClose={() => setAsking(null)} />}
      {asking === 'text' && <AddTextDialog morgyId={morgyId} onClose={() => setAsking(null)} />}
      {asking === 'api' && <AddApiDialog morgyId={morgyId} onClose={() => setAsking(null)} />}
    </div>
  );
}
