/** Links as the system would hand them over: they lead straight to a screen. */
import type { Desktop } from '../desktop.ts';

/** Of the driver, not of the studio: the answer was collected in the shell's process before it was read. */
const LOST_ANSWER = /promise was garbage collected/;

export async function show(desktop: Desktop, link: string): Promise<void> {
  const open = (): Promise<void> =>
    desktop.app.evaluate(({ BrowserWindow }, target) => {
      BrowserWindow.getAllWindows()[0]?.webContents.send('studio:command', {
        id: 'system.openMorgy',
        args: { link: target },
      });
    }, link);
  // Opening a page that is open already changes nothing.
  await open().catch((error: unknown) => (LOST_ANSWER.test(String(error)) ? open() : Promise.reject(error)));
}
