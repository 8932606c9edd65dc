/** Preferences of this device, its data, and what this program is. */
import { useState, type ReactNode } from 'react';
import { Bot, Cloud, Database, Info, Keyboard, Search, SlidersHorizontal } from 'lucide-react';
import { useStudioQuery } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import type { SettingsSection } from '../../app/routes.ts';
import { changeSettings, useSettings } from '../../app/settings.ts';
import { ShortcutList } from '../../app/ShortcutsDialog.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { Combo } from '../../components/Combo.tsx';
import { Field } from '../../components/Field.tsx';
import { Segmented } from '../../components/Segmented.tsx';
import { Tabs } from '../../components/Tabs.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { settings as settingsSchema, type Settings } from '../../../main/studio/settings/contract.ts';
import { SyncSection } from '../sync/SyncSection.tsx';
import { DataSection } from './DataSection.tsx';
import { ModelSection } from './ModelSection.tsx';
import { SearchSection } from './SearchSection.tsx';
import css from './SettingsPage.module.css';

/** A text preference that is saved when it is left, if it is valid. */
function TextSetting({
  name,
  label,
  hint,
  suggestions,
}: {
  name: 'authorName' | 'shareBase' | 'defaultModel';
  label: string;
  hint: string;
  suggestions?: readonly string[];
}) {
  const saved = useSettings()?.[name] ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const value = typed ?? saved;
  const parsed = settingsSchema.shape[name].safeParse(value.trim());
  const empty = name !== 'authorName' && value.trim() === '';
  const error = empty
    ? 'This cannot be empty.'
    : parsed.success
      ? null
      : name === 'shareBase'
        ? 'An address such as https://example.com.'
        : (parsed.error.issues[0]?.message ?? null);
  const leave = (): void => {
    if (typed === null || error !== null) return;
    changeSettings({ [name]: value.trim() }).then(
      () => setTyped(null),
      (failure: unknown) => toast.error(`${label} was not saved`, failure),
    );
  };
  return suggestions ? (
    <Combo
      label={label}
      hint={hint}
      error={error}
      value={value}
      onChange={setTyped}
      onBlur={leave}
      suggestions={suggestions}
    />
  ) : (
    <TextField label={label} hint={hint} error={error} value={value} onChange={setTyped} onBlur={leave} />
  );
}

function General() {
  const settings = useSettings();
  const theme: Settings['theme'] = settings?.theme ?? 'system';
  const view: Settings['libraryView'] = settings?.libraryView ?? 'cards';
  return (
    <Sections>
      <Card title="Appearance">
        <Field label="Theme" group>
          <Segmented
            label="Theme"
            value={theme}
            onChange={(next) => runCommand(`theme.${next}`)}
            options={[
              { value: 'system', label: 'As the system' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </Field>
        <Field label="Library" group>
          <Segmented
            label="Library"
            value={view}
            onChange={(libraryView) => void changeSettings({ libraryView })}
            options={[
              { value: 'cards', label: 'Cards' },
              { value: 'table', label: 'Table' },
            ]}
          />
        </Field>
      </Card>
      <Card title="New Morgys and exports">
        <TextSetting
          name="authorName"
          label="Your name"
          hint="Stands as the author in the bundles you export. May stay empty."
        />
        <TextSetting
          name="defaultModel"
          label="Model of a new Morgy"
          hint="Each Morgy can have another."
          suggestions={['claude-sonnet-4-5', 'claude-opus-4-5', 'claude-haiku-4-5']}
        />
        <TextSetting name="shareBase" label="Address of share links" hint="Where links to your exports point." />
      </Card>
    </Sections>
  );
}

function About() {
  const info = useStudioQuery('shell.info', {}).data;
  return (
    <Sections>
      <Card title="Morgus Studio" description={info ? `Version ${info.appVersion}` : undefined}>
        <p>
          A studio for authoring AI agents on your own device. Nothing you write leaves it until you export or share it,
          and every Morgy can be taken along as a file.
        </p>
        {info && (
          <dl className={css.facts}>
            <div>
              <dt>System</dt>
              <dd>{info.platform}</dd>
            </div>
            {Object.entries(info.versions).map(([name, version]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{version}</dd>
              </div>
            ))}
            <div>
              <dt>Keychain</dt>
              <dd>{info.keychain ? 'In use for secrets' : 'None on this system: secrets are not kept'}</dd>
            </div>
          </dl>
        )}
        <div>
          <Button
            onClick={() => {
              const text = info ? JSON.stringify(info, null, 2) : '';
              navigator.clipboard.writeText(text).then(
                () => toast.done({ title: 'Copied' }),
                (error: unknown) => toast.error('Nothing was copied', error),
              );
            }}
          >
            Copy these details
          </Button>
        </div>
      </Card>
    </Sections>
  );
}

const Sections = ({ children }: { children: ReactNode }): ReactNode => <div className={css.sections}>{children}</div>;

export function SettingsPage({ section }: { section: SettingsSection }) {
  return (
    <Page title="Settings" layout="fill">
      <Tabs
        label="Settings"
        placement="side"
        className={css.tabs}
        value={section}
        onChange={(next) => go({ name: 'settings', section: next })}
        tabs={[
          { value: 'general', label: 'General', icon: <SlidersHorizontal aria-hidden />, panel: <General /> },
          {
            value: 'search',
            label: 'Search',
            icon: <Search aria-hidden />,
            panel: (
              <Sections>
                <SearchSection />
              </Sections>
            ),
          },
          {
            value: 'model',
            label: 'Model',
            icon: <Bot aria-hidden />,
            panel: (
              <Sections>
                <ModelSection />
              </Sections>
            ),
          },
          {
            value: 'sync',
            label: 'Sync',
            icon: <Cloud aria-hidden />,
            panel: (
              <Sections>
                <SyncSection />
              </Sections>
            ),
          },
          {
            value: 'data',
            label: 'Your data',
            icon: <Database aria-hidden />,
            panel: (
              <Sections>
                <DataSection />
              </Sections>
            ),
          },
          {
            value: 'shortcuts',
            label: 'Shortcuts',
            icon: <Keyboard aria-hidden />,
            panel: (
              <Sections>
                <Card title="Keyboard shortcuts">
                  <ShortcutList />
                </Card>
              </Sections>
            ),
          },
          { value: 'about', label: 'About', icon: <Info aria-hidden />, panel: <About /> },
        ]}
      />
    </Page>
  );
}
