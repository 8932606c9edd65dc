/** Electron's security checklist, asked of the running desktop. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from './desktop.ts';
import { OUT } from '../scripts/runtime.mjs';

/** Status and body of a fetch from inside the page; `refused` when it did not happen. */
const fetchFrom = (page: Page, address: string): Promise<{ status: number; body: string } | 'refused'> =>
  page.evaluate(async (url) => {
    try {
      const response = await fetch(url);
      return { status: response.status, body: (await response.text()).slice(0, 200) };
    } catch {
      return 'refused' as const;
    }
  }, address);

test('the page is sandboxed, isolated and without Node', async ({ desktop }) => {
  const preferences = await desktop.inShell(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    return (
      contents as { getLastWebPreferences?: () => Record<string, unknown> } | undefined
    )?.getLastWebPreferences?.();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const seen = await desktop.page.evaluate(() => ({
    require: typeof (globalThis as Record<string, unknown>)['require'],
    process: typeof (globalThis as Record<string, unknown>)['process'],
    module: typeof (globalThis as Record<string, unknown>)['module'],
    buffer: typeof (globalThis as Record<string, unknown>)['Buffer'],
    electron: Object.keys(globalThis).filter((key) => /electron|ipc|node/i.test(key)),
    origin: location.origin,
    secure: isSecureContext,
  }));
  expect(seen).toEqual({
    require: 'undefined',
    process: 'undefined',
    module: 'undefined',
    buffer: 'undefined',
    electron: [],
    origin: 'app://studio',
    secure: true,
  });
});

test('the bridge is what its type says and cannot be changed', async ({ desktop }) => {
  const bridge = await desktop.page.evaluate(() => {
    const shape = Object.fromEntries(Object.entries(window.studio).map(([key, value]) => [key, typeof value]));
    let replaced = false;
    try {
      (window as unknown as Record<string, unknown>)['studio'] = {};
      replaced = !('request' in window.studio);
    } catch {
      // A refusal may also be thrown.
    }
    return { shape, replaced };
  });
  expect(bridge).toEqual({
    shape: {
      request: 'function',
      cancel: 'function',
      onEvent: 'function',
      onCommand: 'function',
      pathForFile: 'function',
      platform: 'string',
    },
    replaced: false,
  });
});

test('inline code, inline styles, eval and other origins are refused by the policy', async ({ desktop }) => {
  const { page } = desktop;
  const reported = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const script = document.createElement('script');
    script.textContent = 'window.__inline = true';
    document.head.append(script);
    const style = document.createElement('style');
    style.textContent = 'body { outline: 7px solid red }';
    document.head.append(style);
    const attribute = document.createElement('div');
    attribute.setAttribute('style', 'color: red');
    attribute.setAttribute('onclick', 'window.__inline = true');
    document.body.append(attribute);
    attribute.click();
    // In a task of the page's own: the debugger's call that runs this function is exempt from the policy.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          resolve(Reflect.construct(Function, ['return true'])() === true);
        } catch {
          resolve(false);
        }
      }, 0);
    });
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
    const image = new Image();
    image.src = 'https://example.com/a.png';
    document.body.append(image);
    await new Promise((resolve) => setTimeout(resolve, 200));
    const outline = getComputedStyle(document.body).outlineWidth;
    for (const element of [script, style, attribute, frame, image]) element.remove();
    return { violations, evaluated, outline, ran: '__inline' in window };
  });
  expect(reported.ran).toBe(false);
  expect(reported.evaluated).toBe(false);
  expect(reported.outline).not.toBe('7px');
  for (const directive of [
    'script-src-elem',
    'script-src-attr',
    'style-src-elem',
    'style-src-attr',
    'frame-src',
    'img-src',
  ])
    expect(reported.violations).toContain(directive);
  desktop.problems = [];
});

test('nothing is fetched from the network, not even from this machine', async ({ desktop }) => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('reached');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  expect(await fetchFrom(desktop.page, `http://127.0.0.1:${port}/`)).toBe('refused');
  // The policy alone would be one wall; the session is the second, for pages without a policy.
  const besides = await desktop.inShell(async ({ net }, url) => {
    try {
      return (await net.fetch(url)).status;
    } catch {
      return 'refused';
    }
  }, `http://127.0.0.1:${port}/`);
  expect(besides).toBe('refused');
  expect(asked).toBe(0);
  await new Promise((resolve) => server.close(resolve));
  desktop.problems = [];
});

test('app:// serves the window and nothing beside it', async ({ desktop }) => {
  const { page } = desktop;
  expect(await fetchFrom(page, 'app://studio/index.html')).toMatchObject({ status: 200 });
  for (const path of [
    'app://studio/..%2fshell%2fmain.cjs',
    'app://studio/%2e%2e%2f%2e%2e%2fpackage.json',
    'app://studio/..%5c..%5cpackage.json',
    'app://studio/assets/..%2f..%2f..%2fpackage.json',
    'app://studio//etc/passwd',
    'app://studio/nothing-here.js',
  ]) {
    expect(await fetchFrom(page, path), path).toMatchObject({ status: 404, body: 'Not found' });
  }
  for (const address of ['file:///etc/passwd', 'app://other/index.html']) {
    const answer = await fetchFrom(page, address);
    expect(answer === 'refused' || answer.status === 404, address).toBe(true);
  }
  const headers = await page.evaluate(async () => {
    const response = await fetch('app://studio/index.html');
    return Object.fromEntries(response.headers);
  });
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " +
      "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  );
  expect(headers['x-content-type-options']).toBe('nosniff');
  desktop.problems = [];
});

test('the window stays where it is; web links go to the system, other schemes nowhere', async ({ desktop }) => {
  const { page, app } = desktop;
  await desktop.inShell(({ shell }) => {
    const opened: string[] = [];
    (globalThis as Record<string, unknown>)['opened'] = opened;
    shell.openExternal = (url: string) => {
      opened.push(url);
      return Promise.resolve();
    };
  });
  await page.evaluate(() => {
    location.href = 'https://example.com/away';
  });
  await page.evaluate(() => {
    location.href = 'file:///etc/passwd';
  });
  const popups = await page.evaluate(() => [
    window.open('https://example.com/popup') === null,
    window.open('javascript:alert(1)') === null,
    window.open('file:///etc/passwd') === null,
    window.open('app://studio/index.html') === null,
  ]);
  expect(popups).toEqual([true, true, true, true]);
  await expect
    .poll(() => desktop.inShell(() => (globalThis as Record<string, unknown>)['opened']))
    .toEqual(['https://example.com/away', 'https://example.com/popup']);
  expect(page.url()).toMatch(/^app:\/\/studio\/index\.html/);
  expect(app.windows()).toHaveLength(1);
  expect((await desktop.request('shell.openExternal', { url: 'file:///etc/passwd' })).opened).toBe(false);
  expect((await desktop.request('shell.openExternal', { url: 'https://user:secret@example.com' })).opened).toBe(false);
  desktop.problems = [];
});

test('permissions, devices and webviews are refused', async ({ desktop }) => {
  const answers = await desktop.page.evaluate(async () => {
    const camera = await navigator.permissions.query({ name: 'camera' as PermissionName });
    const media = await navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      () => 'refused',
    );
    const position = await new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(
        () => resolve('granted'),
        (error) => resolve(error.code === error.PERMISSION_DENIED ? 'refused' : 'unavailable'),
      );
    });
    const notification = await Notification.requestPermission();
    const read = await navigator.clipboard.readText().then(
      () => 'granted',
      () => 'refused',
    );
    const view = document.createElement('webview');
    document.body.append(view);
    const webview = 'loadURL' in view;
    view.remove();
    return { camera: camera.state, media, position, notification, read, webview };
  });
  expect(answers).toEqual({
    camera: 'denied',
    media: 'refused',
    position: 'refused',
    notification: 'denied',
    read: 'refused',
    webview: false,
  });
});

// A page in another window, even with our preload, is not the studio's window.
test('a message from a frame that is not ours is refused', async ({ desktop }) => {
  const answer = await desktop.inShell(
    async ({ BrowserWindow }, { preload }) => {
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await foreign.loadURL('data:text/html,<title>foreign</title>');
      const reply: unknown = await foreign.webContents.executeJavaScript(
        "window.studio.request('morgys.list', {}, 'x')",
      );
      const onOurOrigin = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await onOurOrigin.loadURL('app://studio/nothing');
      const second: unknown = await onOurOrigin.webContents.executeJavaScript(
        "window.studio.request('morgys.list', {}, 'x')",
      );
      foreign.destroy();
      onOurOrigin.destroy();
      return [reply, second];
    },
    { preload: join(OUT.preload) },
  );
  for (const reply of answer) expect(reply).toMatchObject({ ok: false, error: { code: 'foreign_sender' } });
  expect(await desktop.page.evaluate(() => window.studio.request('morgys.list', {}, 'y'))).toMatchObject({ ok: true });
});

test('malformed requests are answered, not carried out', async ({ desktop }) => {
  const replies = await desktop.page.evaluate(async () => {
    const ask = (name: unknown, input: unknown, id: unknown): Promise<unknown> =>
      window.studio.request(name as string, input, id as string);
    return [
      await ask({ not: 'a name' }, {}, '1'),
      await ask('morgys.list', {}, ''),
      await ask('morgys.nothing', {}, '2'),
      await ask('constructor', {}, '3'),
      await ask('shell.exec', {}, '4'),
      await ask('shell.openBundle', { path: '/etc/passwd' }, '5'),
      await ask('morgys.get', { id: 5 }, '6'),
    ];
  });
  expect(replies.map((reply) => (reply as { ok: boolean; error?: { code: string } }).error?.code ?? 'ok')).toEqual([
    'invalid_message',
    'invalid_message',
    'unknown_request',
    'unknown_request',
    'unknown_request',
    'ok',
    'invalid_input',
  ]);
  expect(replies[5]).toMatchObject({ ok: true, value: { opened: false } });
});
