/** Links as the system would hand them over: they lead straight to a screen. */
import type { Desktop } from '../desktop.ts';

export async function show(desktop: Desktop, link: string): Promise<void> {
  await desktop.inShell(({ BrowserWindow }, target) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('studio:command', {
      id: 'system.openMorgy',
      args: { link: target },
    });
  }, link);
}
