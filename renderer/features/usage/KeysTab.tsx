/** Keys for programs: made here and shown once, revoked here. What the cloud has not heard of opens nothing yet. */
import { useMemo, useState } from 'react';
import { Ban, Copy, KeyRound, Plus, SearchX } from 'lucide-react';
import type { ApiKey } from '../../../main/studio/usage/contract.ts';
import { MOST_KEYS, SCOPES } from '../../../main/studio/usage/contract.ts';
import { studio, useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { Badge, type BadgeProps } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { ConfirmDialog, Dialog } from '../../components/Dialog.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Select } from '../../components/Select.tsx';
import { DataTable, type DataColumn } from '../../components/DataTable.tsx';
import type { Sort } from '../../components/Table.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import { useLocalRows } from '../../components/useRows.ts';
import { useTableLook } from '../../components/useTableLook.ts';
import { timeInZone } from '../../components/when.ts';
import css from './Usage.module.css';
import sheet from '../earnings/Sheet.module.css';

type Scope = (typeof SCOPES)[number];

const SCOPE_WORDS: Record<Scope, string> = {
  'morgys:read': 'Read Morgys',
  'morgys:write': 'Change Morgys',
  'morgys:delete': 'Delete Morgys',
  'marketplace:read': 'Read the market',
  'marketplace:purchase': 'Buy in the market',
  'analytics:read': 'Read analytics',
  'knowledge:read': 'Read knowledge',
  'knowledge:write': 'Change knowledge',
  'mcp:export': 'Export bundles',
};
const STATE_WORDS: Record<ApiKey['state'], string> = {
  waiting: 'Waits for the cloud',
  active: 'Active',
  revoked: 'Revoked',
  expired: 'Expired',
  refused: 'Refused',
};
const TONES: Record<ApiKey['state'], NonNullable<BadgeProps['tone']>> = {
  waiting: 'warn',
  active: 'good',
  revoked: 'plain',
  expired: 'plain',
  refused: 'bad',
};
/** Days; nought is never. */
const EXPIRIES = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '0', label: 'Never' },
];
const DAY = 86_400_000;

function NewKey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly Scope[]>([]);
  const [days, setDays] = useState('90');
  const create = useStudioMutation('usage.createKey');
  const made = create.data;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(made?.key ?? '');
      toast.done({ title: 'The key was copied' });
    } catch (error) {
      toast.error('The key was not copied', error);
    }
  };
  if (made) {
    return (
      <Dialog
        open
        title="Your key"
        description="This is the only time it is shown. This device keeps its first characters and its hash, never the key."
        onClose={onClose}
        actions={
          <Button variant="primary" onClick={onClose}>
            I have kept it
          </Button>
        }
      >
        <div className={css.made}>
          <code className={css.key}>{made.key}</code>
          <Button icon={<Copy aria-hidden />} onClick={() => void copy()}>
            Copy
          </Button>
        </div>
        {made.record.note !== null && <Callout tone="warn">{made.record.note}</Callout>}
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      title="New API key"
      description="Give it no more than the program needs."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={create.isPending}
            disabled={name.trim() === '' || scopes.length === 0}
            onClick={() =>
              create.mutate({
                name,
                scopes: [...scopes],
                expiresAt: days === '0' ? null : new Date(Date.now() + Number(days) * DAY).toISOString(),
              })
            }
          >
            Make the key
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <TextField
          label="Name"
          hint="What will use it: “Build server”."
          value={name}
          maxLength={100}
          onChange={setName}
        />
        <fieldset className={sheet.choices}>
          <legend>It may</legend>
          {SCOPES.map((scope) => (
            <Checkbox
              key={scope}
              label={SCOPE_WORDS[scope]}
              checked={scopes.includes(scope)}
              onChange={(on) => setScopes(on ? [...scopes, scope] : scopes.filter((each) => each !== scope))}
            />
          ))}
        </fieldset>
        <Select label="Expires after" value={days} options={EXPIRIES} onChange={setDays} />
        {create.error && (
          <Callout tone="bad" title="No key was made">
            {create.error.message}
          </Callout>
        )}
      </div>
    </Dialog>
  );
}

const columnsIn = (timeZone: string, onRevoke: (key: ApiKey) => void): DataColumn<ApiKey>[] => {
  const day = (iso: string | null, none: string): string => (iso === null ? none : timeInZone(iso, timeZone));
  return [
    {
      id: 'name',
      header: 'Name',
      width: 'minmax(9rem, 1fr)',
      sortable: true,
      text: (row) => row.name,
      cell: (row) => row.name,
    },
    {
      id: 'prefix',
      header: 'Begins with',
      width: '10rem',
      text: (row) => row.prefix,
      cell: (row) => <code>{row.prefix}…</code>,
    },
    {
      id: 'state',
      header: 'State',
      width: '11rem',
      sortable: true,
      text: (row) => STATE_WORDS[row.state],
      cell: (row) => (
        <span title={row.note ?? undefined}>
          <Badge tone={TONES[row.state]}>{STATE_WORDS[row.state]}</Badge>
        </span>
      ),
    },
    {
      id: 'scopes',
      header: 'May',
      width: 'minmax(10rem, 2fr)',
      optional: true,
      text: (row) => row.scopes.join(' '),
      cell: (row) => {
        const words = row.scopes.map((scope) => (SCOPE_WORDS as Record<string, string>)[scope] ?? scope).join(', ');
        return <span title={words}>{words}</span>;
      },
    },
    {
      id: 'expiresAt',
      header: 'Expires',
      width: '11rem',
      sortable: true,
      optional: true,
      text: (row) => day(row.expiresAt, 'Never'),
      iso: (row) => row.expiresAt ?? '',
      value: (row) => row.expiresAt ?? '9999',
      cell: (row) => day(row.expiresAt, 'Never'),
    },
    {
      id: 'lastUsedAt',
      header: 'Last used',
      width: '11rem',
      sortable: true,
      optional: true,
      text: (row) => day(row.lastUsedAt, 'Not yet'),
      iso: (row) => row.lastUsedAt ?? '',
      value: (row) => row.lastUsedAt ?? '',
      cell: (row) => day(row.lastUsedAt, 'Not yet'),
    },
    {
      id: 'actions',
      header: 'Actions',
      width: '8rem',
      align: 'end',
      filed: false,
      text: () => '',
      cell: (row) =>
        row.state === 'active' || row.state === 'waiting' ? (
          <Button size="sm" variant="ghost" icon={<Ban aria-hidden />} onClick={() => onRevoke(row)}>
            Revoke
          </Button>
        ) : null,
    },
  ];
};

const NONE: readonly ApiKey[] = [];
const BY_NAME: Sort = { column: 'name', direction: 'asc' };

export function KeysTab({ timeZone }: { timeZone: string }) {
  const { data, error } = useStudioQuery('usage.keys', {});
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const columns = useMemo(() => columnsIn(timeZone, setRevoking), [timeZone]);
  const view = useTableLook('keys', columns, BY_NAME);
  const [words, setWords] = useState('');
  const { source, slice } = useLocalRows(data?.keys ?? NONE, columns, view.sort, words);
  const usable = (data?.keys ?? []).filter((key) => key.state === 'active' || key.state === 'waiting').length;
  const revoke = async (key: ApiKey): Promise<void> => {
    setRevoking(null);
    try {
      await studio.request('usage.revokeKey', { id: key.id });
      toast.done({ title: `Revoked ${key.name}` });
    } catch (failed) {
      toast.error('The key was not revoked', failed);
    }
  };
  const add = (
    <Button
      variant="primary"
      size="sm"
      icon={<Plus aria-hidden />}
      disabled={usable >= MOST_KEYS}
      onClick={() => setMaking(true)}
    >
      New key…
    </Button>
  );
  return (
    <div className={sheet.fill}>
      {error && (
        <Callout tone="bad" title="The keys could not be read">
          {error.message}
        </Callout>
      )}
      {data?.away != null && (
        <div className={css.notice}>
          <Callout>{data.away}</Callout>
        </div>
      )}
      {data &&
        (data.keys.length === 0 ? (
          <EmptyState icon={<KeyRound aria-hidden />} title="No API key yet" actions={add}>
            A key lets a program of yours read or change your Morgys over the cloud. You choose what it may do and how
            long, and see it once.
          </EmptyState>
        ) : (
          <DataTable
            label="API keys"
            columns={columns}
            source={source}
            slice={slice}
            rowLabel={(row) => `${row.name}, ${STATE_WORDS[row.state]}`}
            view={view}
            aside={
              <>
                {add}
                <span className={sheet.sum}>
                  {usable} of {MOST_KEYS}
                </span>
              </>
            }
            find={{ value: words, onChange: setWords, label: 'Find a key' }}
            empty={<EmptyState icon={<SearchX aria-hidden />} title="No key has these words" />}
          />
        ))}
      {making && <NewKey onClose={() => setMaking(false)} />}
      {revoking && (
        <ConfirmDialog
          open
          danger
          title={`Revoke “${revoking.name}”?`}
          description="Whatever uses it stops working, and the key cannot be brought back. A key that waits never worked."
          confirm="Revoke"
          onConfirm={() => void revoke(revoking)}
          onCancel={() => setRevoking(null)}
        />
      )}
    </div>
  );
}
