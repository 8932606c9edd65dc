/** The window: sandboxed, placed where it was, shown when it has something to show. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { START_PAGE } from './app-protocol.ts';
import type { Log } from './log.ts';
import { MIN_SIZE, placeOnDisplays } from './window-state.ts';
import type { StateFile } from './window-state.ts';

export interface WindowOptions {
  readonly title: string;
  readonly preload: string;
  readonly state: StateFile;
  readonly log: Log;
  readonly packaged: boolean;
  /** Nothing could be drawn long after the start. */
  readonly onNoPicture: () => void;
  /** The page crashed too often to be loaded again by itself. */
  readonly onGone: (window: BrowserWindow) => void;
}

/** `--desk` of renderer/theme/tokens.css, so that nothing flashes before the page has painted. */
export const backgroundColour = (): string => (nativeTheme.shouldUseDarkColors ? '#171512' : '#f4f1ea');

/** Crashes of a page within a minute that are answered by loading it again. */
const RELOADS = 2;

/** Milliseconds that a page may take to its first picture; it takes well under one second. */
const PATIENCE = 8000;

/**
 * Where Chromium's graphics process fails while it starts, the page may wait for it for ever (seen with Electron 33 on a
 * machine without a graphics card, its main thread in a lock). Then only a start without it helps.
 */
function watchForPicture(window: BrowserWindow, log: Log, onNone: () => void): void {
  const timer = setTimeout(() => {
    log.warn('window', `nothing to show after ${PATIENCE} ms`);
    onNone();
  }, PATIENCE);
  const stop = (): void => clearTimeout(timer);
  window.once('ready-to-show', stop);
  window.once('closed', stop);
}

export function createWindow(options: WindowOptions): BrowserWindow {
  const { state, log } = options;
  const areas = screen.getAllDisplays().map((display) => display.workArea);
  const window = new BrowserWindow({
    ...placeOnDisplays(state.current.bounds, areas),
    minWidth: MIN_SIZE.width,
    minHeight: MIN_SIZE.height,
    title: options.title,
    show: false,
    backgroundColor: backgroundColour(),
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      devTools: !options.packaged,
      // Elsewhere than on a Mac the dictionaries would be fetched from the network.
      spellcheck: process.platform === 'darwin',
    },
  });
  if (state.current.maximized) window.maximize();
  if (state.current.fullScreen) window.setFullScreen(true);

  const asked = performance.now();
  window.once('ready-to-show', () => {
    window.show();
    log.info('window', `shown after ${Math.round(performance.now() - asked)} ms`);
  });
  watchForPicture(window, log, options.onNoPicture);
  window.on('page-title-updated', (event) => event.preventDefault());
  const remember = (): void =>
    state.update({
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    });
  // Listed one by one: their overloads have no common form.
  window.on('resize', remember);
  window.on('move', remember);
  window.on('maximize', remember);
  window.on('unmaximize', remember);
  window.on('enter-full-screen', remember);
  window.on('leave-full-screen', remember);
  window.on('close', () => {
    state.update({ zoom: window.webContents.getZoomLevel() });
    state.flush();
  });
  window.webContents.on('dom-ready', () => window.webContents.setZoomLevel(state.current.zoom));

  function load(): void {
    if (window.isDestroyed()) return;
    window.loadURL(START_PAGE).catch(() => log.warn('window', 'the page could not be loaded'));
  }
  const crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log.warn('window', `the page ended: ${reason}, exit code ${exitCode}`);
    const now = performance.now();
    crashes.push(now);
    if (crashes.filter((at) => now - at < 60_000).length > RELOADS) options.onGone(window);
    // After the event: a page that never came has nothing to reload.
    else setImmediate(load);
  });
  window.on('unresponsive', () => log.warn('window', 'the page does not answer'));
  window.on('responsive', () => log.info('window', 'the page answers again'));

  load();
  return window;
}
