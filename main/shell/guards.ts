/**
 * What no page may do, whatever it is: leave the app's own origin, open windows, host a webview, get a permission, load
 * from the network, or speak to the shell from a frame that is not ours.
 */
import type { App, IpcMainEvent, IpcMainInvokeEvent, Session, Shell, WebContents } from 'electron';
import { APP_HOST, APP_SCHEME } from './app-protocol.ts';
import type { Log } from './log.ts';

/** Schemes that a page may load from: our own, and data the page itself holds. */
const LOADABLE = new Set([`${APP_SCHEME}:`, 'data:', 'blob:', 'devtools:']);

export function isAppUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST;
}

/** The address in its normal form when the system's browser may have it: http and https, no user name in it. */
export function externalUrl(address: string): string | null {
  if (address.length > 8192 || !URL.canParse(address)) return null;
  const url = new URL(address);
  const web = url.protocol === 'https:' || url.protocol === 'http:';
  return web && url.username === '' && url.password === '' ? url.href : null;
}

export function guardContents(app: App, shell: Shell, log: Log): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.on('will-navigate', (event) => {
      if (isAppUrl(event.url)) return;
      event.preventDefault();
      openOutside(event.url);
    });
    contents.on('will-redirect', (event) => {
      if (!isAppUrl(event.url)) event.preventDefault();
    });
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => {
      event.preventDefault();
      log.warn('guard', 'a webview was refused');
    });
    contents.setWindowOpenHandler(({ url }) => {
      openOutside(url);
      return { action: 'deny' };
    });
  });

  function openOutside(address: string): void {
    const url = externalUrl(address);
    if (url === null) log.warn('guard', 'a navigation was refused');
    else void shell.openExternal(url).catch(() => log.warn('guard', 'no browser took a link'));
  }
}

export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const granted = mayHave(permission, details.requestingUrl);
    if (!granted) log.warn('guard', `permission refused: ${permission}`);
    answer(granted);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => mayHave(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const allowed = URL.canParse(details.url) && LOADABLE.has(new URL(details.url).protocol);
    if (!allowed) log.warn('guard', `a ${details.resourceType} request was refused`);
    answer({ cancel: !allowed });
  });
  session.on('will-download', (event) => event.preventDefault());
}

/** One is granted: a button of ours may put text on the clipboard. Reading it, and everything else, is refused. */
const mayHave = (permission: string, address: string): boolean =>
  permission === 'clipboard-sanitized-write' && isAppUrl(address);

/** True only for the main frame of a window that is ours, showing the app's own origin. */
export function isTrustedSender(
  event: Pick<IpcMainEvent | IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  ours: (contents: WebContents) => boolean,
): boolean {
  const frame = event.senderFrame;
  return frame !== null && ours(event.sender) && frame === event.sender.mainFrame && isAppUrl(frame.url);
}
