/**
 * Loaded into Electron's main process before the program that is measured (`electron -r`). It notes when things happen
 * and runs scripts in the first window, by lines of JSON on stdin and stdout. No debugger is attached, for that would be
 * measured too.
 */
const { createInterface } = require('node:readline');
const { app } = require('electron');

/** Begins every line that is ours: the program may print lines of its own. */
const SIGN = '@bench ';
const now = () => performance.timeOrigin + performance.now();
const say = (message) => process.stdout.write(`${SIGN}${JSON.stringify(message)}\n`);
const mark = (name, at = now()) => say({ mark: name, at });

/** In the page: waits until the first answer is in the document and painted, and says when that was. */
const FIRST_ANSWER = `new Promise((resolve) => {
  const painted = () => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
    port2.postMessage(null);
  });
  const look = () => {
    if (!document.querySelector('[data-first-answer], [role=gridcell]')) return false;
    observer.disconnect();
    painted();
    return true;
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
  look();
})`;

mark('loaded');
app.once('ready', () => mark('ready'));
app.once('browser-window-created', (_event, window) => {
  mark('created');
  const contents = window.webContents;
  window.once('show', () => mark('visible'));
  contents.once('dom-ready', () => {
    mark('dom');
    contents.executeJavaScript(FIRST_ANSWER).then(
      (at) => mark('usable', at),
      (error) => say({ failed: String(error) }),
    );
  });
  createInterface({ input: process.stdin }).on('line', (line) => {
    const { id, script } = JSON.parse(line);
    if (script === null) {
      app.quit();
      return;
    }
    contents.executeJavaScript(script).then(
      (value) => say({ id, value }),
      (error) => say({ id, error: String(error) }),
    );
  });
});
