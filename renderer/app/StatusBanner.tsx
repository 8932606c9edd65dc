/** What a person must know of the studio before working on, in a line above the page while it is anything but well. */
import { useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Callout } from '../components/Callout.tsx';
import { toast } from '../components/Toast.tsx';
import { studio, useStudioQuery } from './client.ts';
import { backUp } from './files.ts';
import { go } from './navigation.ts';
import type { StudioEventOf } from '../../main/contract/events.ts';

type Status = StudioEventOf<'status'>;

/** After so many ends in a row it is not started again by itself; fewer mean that it could not open its data. */
const MOST_CRASHES = 3;

function useStatus(): Status | null {
  const [status, setStatus] = useState<Status | null>(null);
  useEffect(
    () =>
      studio.on('status', (event) => {
        setStatus((before) => {
          if (event.state === 'ready' && (before?.state === 'restarting' || before?.state === 'failed'))
            toast.done({
              title: 'The studio is back',
              description: 'Everything saved is here; work that was under way goes on.',
            });
          return event;
        });
      }),
    [],
  );
  return status;
}

function Failed({ status }: { status: Status }) {
  const retry = (): void => {
    studio.request('shell.restartStudio', {}).catch((error: unknown) => toast.error('The studio did not start', error));
  };
  const crashed = status.restarts > MOST_CRASHES;
  return (
    <Callout
      tone="bad"
      title={crashed ? 'The studio process stopped three times' : 'Your data could not be opened'}
      actions={<Button onClick={retry}>{crashed ? 'Start it again' : 'Try again'}</Button>}
    >
      {status.message ?? 'It is not started again by itself. Nothing that was saved is lost.'}
    </Callout>
  );
}

const openAgain = (): void => {
  studio
    .request('maintenance.openAgain', {})
    .catch((error: unknown) => toast.error('It could not be opened again', error));
};

/** Whether what is written is saved, and what happened to the database at the start. */
function DataState() {
  const { data } = useStudioQuery('maintenance.state', {});
  if (!data) return null;
  return (
    <>
      {data.saving !== 'ok' && (
        <Callout
          tone="warn"
          title={
            data.saving === 'full' ? 'The disk is full: nothing is saved' : 'Open for reading only: nothing is saved'
          }
          actions={
            <>
              <Button onClick={openAgain}>Try again</Button>
              <Button onClick={() => void backUp()}>Back up elsewhere…</Button>
            </>
          }
        >
          {data.message}
        </Callout>
      )}
      {data.alarms.map((alarm) => (
        <Callout
          key={alarm.id}
          tone="bad"
          title="Something happened to your data"
          actions={
            <>
              <Button onClick={() => go({ name: 'settings', section: 'data' })}>Backups…</Button>
              <Button
                onClick={() =>
                  void studio
                    .request('maintenance.dismissNotice', { id: alarm.id })
                    .catch((error: unknown) => toast.error('It could not be put away', error))
                }
              >
                Understood
              </Button>
            </>
          }
        >
          {alarm.message}
        </Callout>
      ))}
    </>
  );
}

export function StatusBanner() {
  const status = useStatus();
  if (status?.state === 'restarting') {
    return (
      <Callout tone="warn" title="The studio process stopped and is starting again">
        {status.message ?? 'What you type meanwhile is kept in this window and saved when it is back.'}
      </Callout>
    );
  }
  return status?.state === 'failed' ? <Failed status={status} /> : <DataState />;
}
