/** Light, dark or the system's: one attribute on the root element, told to the shell for the window's own frame. */
import { z } from 'zod';
import { studio } from './client.ts';

export const theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof theme>;

export function applyTheme(value: Theme): void {
  if (value === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = value;
  void studio.request('shell.setTheme', { theme: value }).catch(() => undefined);
}
