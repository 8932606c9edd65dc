/** The editor of one Morgy: its tabs, the state of saving, and what can be done with it. */
import { lazy, Suspense, type ReactNode } from 'react';
import {
  BookOpenText,
  Blocks,
  Cpu,
  EllipsisVertical,
  FileText,
  History,
  IdCard,
  Landmark,
  PackageCheck,
  Palette,
  Scale,
  ScanSearch,
  Smile,
  TextQuote,
  UserX,
} from 'lucide-react';
import { useStore } from 'zustand';
import type { CommandId } from '../../../main/contract/commands.ts';
import { runCommand, runWhenRegistered, useCommand } from '../../app/commands.ts';
import { ErrorBoundary } from '../../app/ErrorBoundary.tsx';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { EditorTab } from '../../app/routes.ts';
import { Avatar } from '../../components/Avatar.tsx';
import { Button } from '../../components/Button.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { Menu } from '../../components/Menu.tsx';
import { SaveState } from '../../components/SaveState.tsx';
import { Tabs, type Tab } from '../../components/Tabs.tsx';
import { duplicate, moveToTrash, saveAsFile, setArchived } from './actions.ts';
import css from './EditorPage.module.css';
import { GoneNotice } from '../../form/GoneNotice.tsx';
import { useSaveOnLeaving, useSaveState } from '../../form/useForm.ts';
import { morgyMenu } from './library/menu.tsx';
import { MorgyFormProvider, useField, useOpenedMorgy, type MorgyForm } from './morgyForm.ts';
import { AppearanceTab } from './tabs/AppearanceTab.tsx';
import { CapabilitiesTab } from './tabs/CapabilitiesTab.tsx';
import { GroundTab } from './tabs/GroundTab.tsx';
import { HistoryTab } from './tabs/HistoryTab.tsx';
import { IdentityTab } from './tabs/IdentityTab.tsx';
import { LicenceTab } from './tabs/LicenceTab.tsx';
import { ModelTab } from './tabs/ModelTab.tsx';
import { PersonalityTab } from './tabs/PersonalityTab.tsx';
import { RetrievalTab } from './tabs/RetrievalTab.tsx';

// With the prompt editor comes CodeMirror: loaded when it is first needed.
const PromptTab = lazy(async () => ({ default: (await import('./tabs/PromptTab.tsx')).PromptTab }));
const KnowledgeTab = lazy(async () => ({ default: (await import('../knowledge/KnowledgeTab.tsx')).KnowledgeTab }));
const RetrievalTests = lazy(async () => ({
  default: (await import('../knowledge/RetrievalTests.tsx')).RetrievalTests,
}));
const ExportTab = lazy(async () => ({ default: (await import('../exports/ExportTab.tsx')).ExportTab }));
const TemplatesTab = lazy(async () => ({ default: (await import('./tabs/TemplatesTab.tsx')).TemplatesTab }));

/** Commands whose work is done on another tab: they lead there first. */
const ELSEWHERE: readonly [CommandId, EditorTab][] = [
  ['knowledge.addFiles', 'knowledge'],
  ['knowledge.addFolder', 'knowledge'],
  ['knowledge.addUrl', 'knowledge'],
  ['knowledge.addText', 'knowledge'],
  ['knowledge.addApi', 'knowledge'],
  ['template.create', 'templates'],
];

function Elsewhere({ id, command, tab }: { id: string; command: CommandId; tab: EditorTab }) {
  useCommand(
    command,
    () => {
      go({ name: 'morgy', id, tab });
      runWhenRegistered(command);
    },
    { fallback: true },
  );
  return null;
}

const Slot = ({ place, children }: { place: string; children: ReactNode }): ReactNode => (
  <ErrorBoundary place={place}>
    <Suspense fallback={null}>{children}</Suspense>
  </ErrorBoundary>
);

function tabsOf(id: string, name: string): readonly Tab<EditorTab>[] {
  return [
    { value: 'identity', label: 'Identity', icon: <IdCard aria-hidden />, panel: <IdentityTab /> },
    {
      value: 'prompt',
      label: 'Prompt',
      icon: <TextQuote aria-hidden />,
      panel: (
        <Slot place="the prompt editor">
          <PromptTab />
        </Slot>
      ),
    },
    { value: 'foundation', label: 'Foundation', icon: <Landmark aria-hidden />, panel: <GroundTab /> },
    { value: 'model', label: 'Model', icon: <Cpu aria-hidden />, panel: <ModelTab /> },
    { value: 'personality', label: 'Personality', icon: <Smile aria-hidden />, panel: <PersonalityTab /> },
    { value: 'appearance', label: 'Appearance', icon: <Palette aria-hidden />, panel: <AppearanceTab /> },
    { value: 'capabilities', label: 'Capabilities', icon: <Blocks aria-hidden />, panel: <CapabilitiesTab /> },
    {
      value: 'knowledge',
      label: 'Knowledge',
      icon: <BookOpenText aria-hidden />,
      panel: (
        <Slot place="the knowledge">
          <KnowledgeTab morgyId={id} name={name} />
        </Slot>
      ),
    },
    {
      value: 'retrieval',
      label: 'Retrieval',
      icon: <ScanSearch aria-hidden />,
      panel: (
        <RetrievalTab
          tests={
            <Slot place="the retrieval tests">
              <RetrievalTests morgyId={id} />
            </Slot>
          }
        />
      ),
    },
    {
      value: 'templates',
      label: 'Templates',
      icon: <FileText aria-hidden />,
      panel: (
        <Slot place="the templates">
          <TemplatesTab morgyId={id} />
        </Slot>
      ),
    },
    { value: 'licence', label: 'Licence and price', icon: <Scale aria-hidden />, panel: <LicenceTab /> },
    {
      value: 'export',
      label: 'Export',
      icon: <PackageCheck aria-hidden />,
      panel: (
        <Slot place="the export">
          <ExportTab morgyId={id} />
        </Slot>
      ),
    },
    {
      value: 'history',
      label: 'History',
      icon: <History aria-hidden />,
      panel: (
        <Slot place="the history">
          <HistoryTab morgyId={id} />
        </Slot>
      ),
    },
  ];
}

function Editor({ form, gone, tab }: { form: MorgyForm; gone: boolean; tab: EditorTab }) {
  useSaveOnLeaving(form);
  const base = useStore(form.store, (state) => state.base);
  const name = useField('name').value.trim();
  const avatar = useField('appearance.avatar').value;
  const saveState = useSaveState(form);
  const { id } = base;
  const named = { id, name: base.name };

  useCommand('morgy.duplicate', () => void form.flush().then(() => duplicate(named)));
  useCommand('morgy.archive', () => void setArchived([named], base.is_active));
  useCommand('morgy.remove', () => void form.flush().then(() => moveToTrash([named])));
  useCommand('morgy.exportFile', () => void form.flush().then(() => saveAsFile(named)));
  useCommand('export.open', () => void form.flush().then(() => go({ name: 'morgy', id, tab: 'export' })));
  useCommand('history.versions', () => go({ name: 'morgy', id, tab: 'history' }));

  return (
    <Page
      title={name === '' ? 'No name yet' : name}
      layout="fill"
      notice={gone ? <GoneNotice what="Morgy" item={{ table: 'morgys', id: base.id }} /> : undefined}
      lead={<Avatar size="sm" avatar={avatar} color={base.appearance.color} />}
      mark={<SaveState value={saveState} />}
      actions={
        <>
          <Button icon={<PackageCheck aria-hidden />} onClick={() => runCommand('export.open')}>
            Export
          </Button>
          <Menu
            align="end"
            trigger={<IconButton label="More" icon={<EllipsisVertical aria-hidden />} />}
            entries={morgyMenu(base, []).slice(1)}
          />
        </>
      }
    >
      {ELSEWHERE.map(([command, place]) => (
        <Elsewhere key={command} id={id} command={command} tab={place} />
      ))}
      <Tabs
        label={`Parts of ${base.name}`}
        placement="side"
        className={css.tabs}
        value={tab}
        onChange={(next) => {
          void form.flush();
          go({ name: 'morgy', id, tab: next });
        }}
        tabs={tabsOf(id, base.name)}
      />
    </Page>
  );
}

export function EditorPage({ id, tab }: { id: string; tab: EditorTab }) {
  const opened = useOpenedMorgy(id);
  if (opened.state === 'loading') return null;
  if (opened.state === 'failed') {
    return (
      <Page title="Morgy">
        <EmptyState
          icon={<UserX aria-hidden />}
          title="This Morgy could not be opened"
          actions={
            <>
              <Button onClick={() => go({ name: 'trash' })}>Look in the trash</Button>
              <Button onClick={opened.retry}>Try again</Button>
              <Button variant="primary" onClick={() => go({ name: 'library' })}>
                To the library
              </Button>
            </>
          }
        >
          {opened.error.message}
        </EmptyState>
      </Page>
    );
  }
  return (
    <MorgyFormProvider value={opened.form}>
      <Editor form={opened.form} gone={opened.gone} tab={tab} />
    </MorgyFormProvider>
  );
}
