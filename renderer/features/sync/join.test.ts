/** Faults caught: a dead pairing code that is only said in a toast, or that the dialog goes on to offer; a lost attempt. */
import { beforeEach, expect, it, vi } from 'vitest';
import { StudioError } from '../../../main/contract/errors.ts';
import { studio } from '../../app/client.ts';
import { beginPairing, join, pairAgain, useJoining } from './join.ts';

vi.mock('../../app/client.ts', () => ({ studio: { request: vi.fn<(method: string) => Promise<unknown>>() } }));
vi.mock('../../app/navigation.ts', () => ({ go: vi.fn<() => void>() }));
vi.mock('../../components/Toast.tsx', () => ({ toast: {} }));

const request = vi.mocked(studio.request);
const attempt = (id: string) => ({ attempt: id, kind: 'hub', known: false, localWork: null });
const stage = () => useJoining.getState().joining;

beforeEach(() => {
  request.mockReset();
  useJoining.setState({ joining: { stage: 'none' } });
});

it('asks for another link in the dialog when the code is dead, and goes on with it', async () => {
  request.mockResolvedValueOnce(attempt('first') as never);
  await beginPairing('morgus://pair?first');
  request.mockRejectedValueOnce(new StudioError('signed_out', 'It did not take the code.'));
  await join('leave');
  expect(stage()).toMatchObject({
    stage: 'confirm',
    problem: { spent: true, message: 'It did not take the code.' },
  });

  request.mockRejectedValueOnce(new StudioError('bad_link', 'This is not a pairing link.'));
  await pairAgain('nonsense');
  expect(stage()).toMatchObject({
    stage: 'confirm',
    problem: { spent: true, message: 'This is not a pairing link.', tried: 'nonsense' },
  });

  request.mockResolvedValueOnce(attempt('second') as never).mockResolvedValueOnce({ cancelled: true } as never);
  await pairAgain('morgus://pair?second');
  expect(stage()).toMatchObject({ stage: 'confirm', attempt: { attempt: 'second' }, problem: null });
  expect(request).toHaveBeenLastCalledWith('accounts.cancel', { attempt: 'first' });
});

it('keeps the attempt when the hub did not answer: its code is still good', async () => {
  request.mockResolvedValueOnce(attempt('first') as never);
  await beginPairing('morgus://pair?first');
  request.mockRejectedValueOnce(new StudioError('unreachable', 'It did not answer.'));
  await join('leave');
  expect(stage()).toMatchObject({
    stage: 'confirm',
    attempt: { attempt: 'first' },
    problem: { spent: false, message: 'It did not answer.' },
  });
});
