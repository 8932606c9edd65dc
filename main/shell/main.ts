/** The shell's entry: takes the profile, starts the studio, opens the window, and hands to it what the system asks. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeTheme,
  powerMonitor,
  protocol,
  safeStorage,
  session,
  shell,
  utilityProcess,
} from 'electron';
import { version } from '../../package.json';
import { shellContract } from '../contract/shell.ts';
import { APP_FOLDER, paths } from '../studio/lib/data-folder.ts';
import { createServer } from '../studio/rpc/server.ts';
import { registerAppScheme, serveApp } from './app-protocol.ts';
import { fromArguments, parseFile, parseLink, SCHEME } from './deep-links.ts';
import type { Opened } from './deep-links.ts';
import { guardContents, guardSession } from './guards.ts';
import { onlyFrames, openLog } from './log.ts';
import type { Log } from './log.ts';
import { createAppMenu } from './app-menu.ts';
import { places } from './places.ts';
import { profile, writableOr } from './profile.ts';
import { createRelay } from './relay.ts';
import { hasKeychain, openSecrets } from './secrets.ts';
import { shellHandlers } from './shell-requests.ts';
import { HELP, startOptions } from './start-options.ts';
import { createStudioHost } from './studio-host.ts';
import { startStudioProcess } from './studio-process.ts';
import { backgroundColour, createWindow } from './window.ts';
import { openStateFile } from './window-state.ts';

/** Linux: the kernel's graphics devices, NVIDIA's own driver, and Windows' below WSL. */
const GRAPHICS = ['/dev/dri', '/dev/nvidia0', '/dev/dxg'];

const shellFolder = import.meta.dirname;
const packaged = shellFolder.includes(`${sep}app.asar${sep}`);
const place = places(shellFolder, packaged ? process.resourcesPath : null);
const asked = startOptions(process.argv.slice(packaged ? 1 : 2), process.cwd());
if (asked.kind === 'help') {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}
if (asked.kind === 'wrong') {
  process.stderr.write(`${asked.message}\n`);
  process.exit(2);
}
const folders = profile(
  app.getPath('appData'),
  app.commandLine.getSwitchValue('user-data-dir'),
  asked.data ?? process.env['MORGUS_DATA'],
);
const ownFolder = writableOr(folders.userData, app.getPath('temp'));
app.setName(APP_FOLDER);
app.setPath('userData', ownFolder);
app.setPath('sessionData', ownFolder);

if (app.requestSingleInstanceLock()) {
  const log = openLog(join(ownFolder, 'logs'));
  process.on('uncaughtExceptionMonitor', (error) => log.warn('shell', `failed: ${onlyFrames(error.stack ?? '')}`));
  run(log).catch((error: unknown) => {
    log.warn('shell', `did not start: ${error instanceof Error ? onlyFrames(error.stack ?? '') : ''}`);
    dialog.showErrorBox('Morgus Studio could not start', error instanceof Error ? error.message : String(error));
    app.exit(1);
  });
} else {
  // The first one gets this start's links and files, and comes forward.
  app.quit();
}

async function run(log: Log): Promise<void> {
  // Chromium runs as root only without it; whoever says so on the command line gets what they asked for.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  // Where there is no graphics device the GPU process ends while it starts, and now and then the first page waits for it
  // for ever: the window never comes. Then the page is drawn without one from the beginning.
  if (process.platform === 'linux' && !GRAPHICS.some((device) => existsSync(device))) app.disableHardwareAcceleration();
  registerAppScheme(protocol);
  guardContents(app, shell, log);

  let openLater: Opened[] = fromArguments(process.argv.slice(1), process.cwd());
  let open = (what: Opened): void => void openLater.push(what);
  let comeForward: (() => void) | null = null;
  app.on('open-url', (event, url) => {
    event.preventDefault();
    open(parseLink(url));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    open(parseFile(path, '/'));
  });
  app.on('second-instance', (_event, args, folder) => {
    comeForward?.();
    for (const what of fromArguments(args.slice(1), folder)) open(what);
  });

  await app.whenReady();
  log.info('shell', `${version} on ${process.platform}, Electron ${process.versions.electron}`);
  guardSession(session.defaultSession, log);
  serveApp(protocol, place.renderer);
  if (packaged) app.setAsDefaultProtocolClient(SCHEME);
  const state = openStateFile(join(ownFolder, 'window.json'));
  nativeTheme.themeSource = state.current.theme;

  let window: BrowserWindow | null = null;
  const host = createStudioHost({
    start: () =>
      startStudioProcess(
        { entry: place.studio, dataFolder: folders.studioData, node: place.node },
        { fork: utilityProcess.fork, channel: () => new MessageChannelMain() },
      ),
    secrets: openSecrets(join(folders.userData, 'secrets.json'), safeStorage),
    emit: (event) => relay.broadcast(event),
    log,
  });
  const menu = createAppMenu(Menu, {
    mac: process.platform === 'darwin',
    packaged,
    appName: APP_FOLDER,
    run: (id) => relay.command(shown(), { id }),
  });
  const shellServer = createServer(
    shellContract,
    shellHandlers({
      dialog,
      shell,
      theme: nativeTheme,
      window: () => window,
      info: { appVersion: version, packaged, keychain: () => hasKeychain(safeStorage) },
      exportsFolder: paths(folders.studioData).exports,
      pages: { makeWindow: (given) => new BrowserWindow(given), sessions: session },
      themeChosen: (theme) => state.update({ theme }),
      setCommands: menu.setCommands,
      restartStudio: () => host.restart(),
    }),
  );
  const relay = createRelay({
    ipc: ipcMain,
    windows: () => (window ? [window] : []),
    shell: (name, input, signal) => shellServer.handle(name, input, signal),
    studio: (name, input, signal) => host.request(name, input, signal),
    status: () => host.status,
    log,
  });

  function shown(): BrowserWindow {
    if (window) return window;
    const made = createWindow({
      title: APP_FOLDER,
      preload: place.preload,
      state,
      log,
      packaged,
      onNoPicture: startWithoutGraphics,
      onGone: (gone) => void offerReload(gone),
    });
    window = made;
    relay.attach(made);
    made.on('closed', () => {
      window = null;
    });
    return made;
  }
  function startWithoutGraphics(): void {
    if (app.commandLine.hasSwitch('disable-gpu')) return;
    app.relaunch({ args: [...process.argv.slice(1), '--disable-gpu'] });
    // Its page hears nothing any more, so it can't be asked to close.
    window?.destroy();
    app.quit();
  }
  const toFront = (): void => {
    const target = shown();
    if (target.isMinimized()) target.restore();
    target.show();
    target.focus();
  };
  comeForward = toFront;
  open = (what) => {
    toFront();
    if (what.kind === 'command') relay.command(shown(), what.command);
    else void refuse(shown(), what.message);
  };

  shown();
  for (const what of openLater) open(what);
  openLater = [];

  powerMonitor.on('resume', () => host.wake());
  nativeTheme.on('updated', () => window?.setBackgroundColor(backgroundColour()));
  app.on('activate', toFront);
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Windows are closed by now, so that whatever they still had to save is on its way to the studio.
  let closed = false;
  async function closeStudio(): Promise<void> {
    await host.close();
    // Where there was nothing to close the system is still asking: quitting once more while it does is passed over.
    await new Promise(setImmediate);
    closed = true;
    log.info('shell', 'closed');
    app.quit();
  }
  app.on('will-quit', (event) => {
    state.flush();
    if (closed) return;
    event.preventDefault();
    void closeStudio();
  });
}

async function refuse(window: BrowserWindow, message: string): Promise<void> {
  await dialog.showMessageBox(window, {
    type: 'info',
    message: 'This could not be opened',
    detail: message,
    buttons: ['OK'],
  });
}

async function offerReload(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working several times',
    detail: "Everything saved is safe: the studio's core runs on its own. Load the window again?",
    buttons: ['Load Again', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  });
  if (response === 0) window.webContents.reload();
  else app.quit();
}
