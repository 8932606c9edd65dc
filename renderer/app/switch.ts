/** Carries over the reload of the window that another account's database was opened. */
import { z } from 'zod';

const KEY = 'account.switched';
const kept = z.object({ problem: z.string().nullable() });

export const rememberSwitch = (problem: string | null): void =>
  sessionStorage.setItem(KEY, JSON.stringify({ problem } satisfies z.infer<typeof kept>));

/** Once; null after an ordinary start. */
export function takeSwitch(): z.infer<typeof kept> | null {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return text === null ? null : kept.parse(JSON.parse(text));
}
