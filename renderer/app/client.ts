/**
 * The studio as the window sees it: typed requests over the bridge, and a query cache that refetches what a change made
 * stale. Answers were parsed by the studio before they left it; events are parsed here.
 */
import {
  QueryClient,
  keepPreviousData,
  replaceEqualDeep,
  useMutation,
  useQuery,
  type UseMutationResult,
  type UseQueryResult,
} from '@tanstack/react-query';
import { v7 as uuid } from 'uuid';
import { StudioError } from '../../main/contract/errors.ts';
import { studioEvent, type StudioEvent, type StudioEventOf } from '../../main/contract/events.ts';
import { requestFacts } from '../../main/contract/facts.ts';
import type {
  MutationName,
  QueryName,
  RequestInput,
  RequestName,
  RequestOutput,
  StudioClient,
} from '../../main/contract/index.ts';
import { gather } from './gather.ts';
import { refresh } from './refresh.ts';
import { isStale } from './stale.ts';
import { rememberSwitch } from './switch.ts';

/** A write that failed for the disk's sake: the line above the page says so from then on. */
const UNSAVED = new Set(['database_full', 'database_unwritable', 'database_read_only']);

async function request<N extends RequestName>(
  name: N,
  input: RequestInput<N>,
  options: { signal?: AbortSignal } = {},
): Promise<RequestOutput<N>> {
  const id = uuid();
  const cancel = (): void => window.studio.cancel(id);
  options.signal?.addEventListener('abort', cancel, { once: true });
  try {
    const reply = await window.studio.request(name, input, id);
    if (!reply.ok) {
      if (UNSAVED.has(reply.error.code)) void queryClient.invalidateQueries({ queryKey: ['maintenance.state'] });
      throw new StudioError(reply.error.code, reply.error.message, reply.error.details);
    }
    if (requestFacts[name] === null) refetch.hurry();
    return reply.value as RequestOutput<N>;
  } finally {
    options.signal?.removeEventListener('abort', cancel);
  }
}

type Listener = (event: StudioEvent) => void;
const listeners = new Set<Listener>();
/** A listener that comes later is told as well: a studio that could not start says so before the page is drawn. */
let status: StudioEventOf<'status'> | null = null;

export const studio: StudioClient = {
  request,
  on: <T extends StudioEvent['type']>(type: T, listener: (event: StudioEventOf<T>) => void) => {
    const heard: Listener = (event) => {
      if (event.type === type) listener(event as StudioEventOf<T>);
    };
    listeners.add(heard);
    const known = status;
    if (type === 'status' && known) queueMicrotask(() => listeners.has(heard) && heard(known));
    return () => listeners.delete(heard);
  },
};

/** While the studio restarts its requests fail with this; the cache tries again instead of showing an error. */
const PASSING = new Set(['studio_restarted']);

let answers = 0;
const arrivals = new WeakMap<object, number>();

/** How many answers to reads have come so far. */
export const answersSoFar = (): number => answers;
/** The how-manieth answer this was; 0 for what is no answer. The studio's process answers in the order of its work. */
export const arrivalOf = (answer: object): number => arrivals.get(answer) ?? 0;

function arrive(before: unknown, answer: unknown): unknown {
  const shared: unknown = replaceEqualDeep(before, answer);
  answers += 1;
  if (typeof shared === 'object' && shared !== null) arrivals.set(shared, answers);
  return shared;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Number.POSITIVE_INFINITY,
      networkMode: 'always',
      structuralSharing: arrive,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof StudioError && PASSING.has(error.code) && count < 8,
      retryDelay: 400,
    },
    mutations: { networkMode: 'always' },
  },
});

const refetch = gather<string>(
  (tables) => refresh(queryClient, ({ queryKey }) => isStale(requestFacts, queryKey[0], [...tables])),
  { gap: 60, longestGap: 1000, patience: 1000 },
);

/** Connects the window to the studio's events; called once at start. */
export function connect(): () => void {
  const stop = window.studio.onEvent((raw) => {
    const event = studioEvent.safeParse(raw);
    if (!event.success) return;
    if (event.data.type === 'status') status = event.data;
    for (const listener of listeners) listener(event.data);
  });
  const stopChanges = studio.on('changed', ({ tables }) => refetch.add(tables));
  const stopStatus = studio.on('status', ({ state }) => {
    if (state === 'ready') void queryClient.invalidateQueries();
  });
  // Loaded anew, so that nothing of one account can stay in the memory of a window that shows another.
  const stopSwitches = studio.on('account.switched', ({ problem }) => {
    rememberSwitch(problem);
    location.reload();
  });
  const hears = new AbortController();
  for (const change of ['online', 'offline'])
    window.addEventListener(
      change,
      () => void studio.request('sync.network', { online: navigator.onLine }).catch(() => undefined),
      { signal: hears.signal },
    );
  return () => {
    stop();
    hears.abort();
    stopSwitches();
    stopChanges();
    stopStatus();
  };
}

export interface QueryOptions {
  enabled?: boolean;
  /** Shows the last answer while a new input is being asked: for search as you type. */
  keepPrevious?: boolean;
}

export function useStudioQuery<N extends QueryName>(
  name: N,
  input: RequestInput<N>,
  { enabled = true, keepPrevious = false }: QueryOptions = {},
): UseQueryResult<RequestOutput<N>, Error> {
  return useQuery<RequestOutput<N>, Error>({
    queryKey: [name, input],
    queryFn: ({ signal }) => request(name, input, { signal }),
    enabled,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

export function useStudioMutation<N extends MutationName>(
  name: N,
): UseMutationResult<RequestOutput<N>, Error, RequestInput<N>> {
  return useMutation<RequestOutput<N>, Error, RequestInput<N>>({
    mutationKey: [name],
    mutationFn: (input) => request(name, input),
  });
}
