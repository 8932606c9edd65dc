/** Fault caught: a change that comes while a list is read for the first time, and is never shown. */
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, it, onTestFinished, vi } from 'vitest';
import { refresh } from './refresh.ts';

it('reads once more what was being read for the first time when the change came', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  let stored = 'before';
  const open: (() => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['list'],
    networkMode: 'always',
    // The studio looks at once; its answer takes its time.
    queryFn: () => {
      const seen = stored;
      return new Promise<string>((resolve) => open.push(() => resolve(seen)));
    },
  });
  onTestFinished(observer.subscribe(() => undefined));
  await vi.waitFor(() => expect(open).toHaveLength(1));
  stored = 'after';
  const done = refresh(client, ({ queryKey }) => queryKey[0] === 'list');
  open[0]?.();
  await vi.waitFor(() => expect(open).toHaveLength(2));
  open[1]?.();
  await done;
  expect(observer.getCurrentResult().data).toBe('after');
});
