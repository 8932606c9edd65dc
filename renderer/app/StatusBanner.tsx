/** The state of the studio process, in a line above the page while it is anything but well. */
import { useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Callout } from '../components/Callout.tsx';
import { toast } from '../components/Toast.tsx';
import { studio } from './client.ts';
import type { StudioEventOf } from '../../main/contract/events.ts';

type Status = StudioEventOf<'status'>;

export function StatusBanner() {
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
  if (status?.state === 'restarting') {
    return (
      <Callout tone="warn" title="The studio process stopped and is starting again">
        {status.message ?? 'What you type meanwhile is kept in this window and saved when it is back.'}
      </Callout>
    );
  }
  if (status?.state === 'failed') {
    const retry = (): void => {
      studio
        .request('shell.restartStudio', {})
        .catch((error: unknown) => toast.error('The studio did not start', error));
    };
    return (
      <Callout
        tone="bad"
        title="The studio process stopped three times"
        actions={<Button onClick={retry}>Start it again</Button>}
      >
        {status.message ?? 'It is not started again by itself. Nothing that was saved is lost.'}
      </Callout>
    );
  }
  return null;
}
