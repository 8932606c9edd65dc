/** The pictures of money: read and zoomed by keyboard, and copied whole. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './desktop.ts';
import { inDemo } from './pages/earnings.ts';
import { PICTURES } from './pages/looks.ts';

test('a chart is read and looked into by keyboard, shown as a table, and copied as a picture', async ({ desktop }) => {
  const { page } = desktop;
  const earnings = await inDemo(desktop);
  const chart = page.getByRole('slider', { name: /^Earnings over time/ });
  await chart.focus();
  await page.keyboard.press('Home');
  await expect(chart).toHaveAttribute('aria-valuetext', /November 2025: Gross/);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('2025-12-31');
  await page.getByRole('button', { name: 'Zoom out' }).click();
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('2026-10-31');
  await page.getByRole('button', { name: 'Show Earnings over time as a table' }).click();
  const table = page.getByRole('table', { name: 'Earnings over time' });
  await expect(table.getByRole('row')).toHaveCount(13);
  await table.getByRole('button', { name: 'October 2026' }).click();
  await expect(earnings.grid('Ledger')).toBeVisible();
});

test('a picture holds the whole chart, also what is scrolled away, in the theme of the window', async ({
  desktop,
}, info) => {
  const { page } = desktop;
  await inDemo(desktop);
  for (const theme of ['light', 'dark'] as const) {
    await desktop.request('settings.set', { theme });
    await page.evaluate((value) => document.documentElement.setAttribute('data-theme', value), theme);
    for (const [n, name] of ['Earnings over time', 'Net by part', 'From gross to net'].entries()) {
      const figure = page.getByRole('figure', { name });
      // Whatever is in view when the button is pressed by keyboard.
      await page
        .locator('[class*=scroll]')
        .first()
        .evaluate((element) => element.scrollTo({ top: 0 }));
      await desktop.inShell(({ clipboard }) => clipboard.clear());
      await page
        .getByRole('button', { name: `Copy ${name} as PNG` })
        .evaluate((element) => (element as HTMLElement).focus({ preventScroll: true }));
      await page.keyboard.press('Enter');
      const copied = (): Promise<{
        width: number;
        height: number;
        corner: string;
        colours: number;
        png: string;
      } | null> =>
        desktop.inShell(async ({ clipboard, nativeImage }) => {
          // Electron's lines differ: the older has pictures of its own, the newer the web's items.
          const older = clipboard as unknown as { readImage?: () => Electron.NativeImage };
          const newest = async (): Promise<Electron.NativeImage> => {
            const [item] = await clipboard.read();
            if (!item?.types.includes('image/png')) return nativeImage.createEmpty();
            const blob = await item.getType('image/png');
            return nativeImage.createFromBuffer(Buffer.from(await (blob as Blob).arrayBuffer()));
          };
          const image = older.readImage ? older.readImage() : await newest();
          if (image.isEmpty()) return null;
          const { width, height } = image.getSize();
          const bytes = image.toBitmap();
          const at = (x: number, y: number): string =>
            [...bytes.subarray((y * width + x) * 4, (y * width + x) * 4 + 3)].toReversed().join(', ');
          const seen = new Set<string>();
          for (let x = 0; x < width; x += 3) for (let y = 0; y < height; y += 3) seen.add(at(x, y));
          return { width, height, corner: at(24, 24), colours: seen.size, png: image.toPNG().toString('base64') };
        });
      await expect.poll(async () => (await copied()) !== null, { timeout: 20_000 }).toBe(true);
      const found = await copied();
      if (!found) throw new Error('The picture went away.');
      const { width, height, corner, colours, png } = found;
      const box = await figure.boundingBox();
      expect(Math.abs(width - Math.ceil(box?.width ?? 0) * 2)).toBeLessThanOrEqual(2);
      expect(Math.abs(height - Math.ceil(box?.height ?? 0) * 2)).toBeLessThanOrEqual(2);
      const ground = await figure.evaluate((element) => getComputedStyle(element).backgroundColor);
      expect(`rgb(${corner})`).toBe(ground);
      // Bars, lines, letters with their smooth edges: an empty sheet has two or three.
      expect(colours).toBeGreaterThan(20);
      mkdirSync(PICTURES, { recursive: true });
      writeFileSync(join(PICTURES, `earnings-copied-${n}-${theme}.png`), Buffer.from(png, 'base64'));
      writeFileSync(info.outputPath(`copied-${n}-${theme}.png`), Buffer.from(png, 'base64'));
    }
  }
});
