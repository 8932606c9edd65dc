/** Pages as files: HTML of our own printed to PDF in a hidden window that runs no script and loads nothing. */
import { writeFile, rename, rm } from 'node:fs/promises';
import type { BrowserWindow as Window, Session, session as Sessions } from 'electron';
import { StudioError } from '../contract/errors.ts';

export interface PagesOptions {
  readonly makeWindow: (options: Electron.BrowserWindowConstructorOptions) => Window;
  readonly sessions: typeof Sessions;
}

/** In memory only, and everything but the page itself refused. */
const PARTITION = 'printing';
/** Milliseconds for a page to be laid out. */
const PATIENCE = 20_000;

function closedSession(sessions: typeof Sessions): Session {
  const printing = sessions.fromPartition(PARTITION, { cache: false });
  printing.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  printing.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !details.url.startsWith('data:') }));
  return printing;
}

/** @throws StudioError cannot_print, cannot_write */
export async function printToFile({ makeWindow, sessions }: PagesOptions, html: string, path: string): Promise<void> {
  const window = makeWindow({
    show: false,
    webPreferences: {
      session: closedSession(sessions),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
    },
  });
  let pdf: Uint8Array;
  try {
    const late = new Promise<never>((_resolve, reject) =>
      setTimeout(() => reject(new Error('it took too long')), PATIENCE).unref(),
    );
    await Promise.race([
      window.loadURL(`data:text/html;charset=utf-8;base64,${Buffer.from(html).toString('base64')}`),
      late,
    ]);
    pdf = await Promise.race([
      window.webContents.printToPDF({
        pageSize: 'A4',
        printBackground: true,
        // Inches.
        margins: { top: 0.7, bottom: 0.7, left: 0.7, right: 0.7 },
        displayHeaderFooter: true,
        headerTemplate: '<span></span>',
        footerTemplate:
          '<div style="width:100%;font-size:7pt;text-align:center;color:#666"><span class="pageNumber"></span> / <span class="totalPages"></span></div>',
      }),
      late,
    ]);
  } catch (error) {
    throw new StudioError(
      'cannot_print',
      `The page could not be laid out: ${error instanceof Error ? error.message : String(error)}. Try again.`,
    );
  } finally {
    window.destroy();
  }
  const beside = `${path}.${process.pid}.part`;
  try {
    await writeFile(beside, pdf);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new StudioError(
      'cannot_write',
      `The file could not be written (${code}). Check that the folder is there, may be written to and has room, or choose another place.`,
    );
  }
}
