/** Faults caught: news that covers Continue in a low window, or that is lifted to the middle of a tall one for nothing. */
import { expect, it } from 'vitest';
import { clearance } from './useClearOfFeet.ts';

const low = { width: 900, height: 600 };
const news = { width: 512, height: 90 };
const pageFoot = { top: 540, bottom: 600, left: 220, right: 900 };

it('stands above the foot of a page, whatever its height', () => {
  expect(clearance(news, low, [])).toBe(16);
  expect(clearance(news, low, [pageFoot])).toBe(68);
  expect(clearance(news, low, [{ ...pageFoot, top: 490 }])).toBe(118);
});

it('stands above the foot of a dialog only where it would cover it', () => {
  const dialogFoot = { top: 510, bottom: 560, left: 100, right: 800 };
  expect(clearance(news, low, [dialogFoot, pageFoot])).toBe(98);
  const tall = { width: 900, height: 1200 };
  expect(clearance(news, tall, [{ ...dialogFoot, top: 700, bottom: 750 }])).toBe(16);
  expect(clearance(news, low, [{ ...dialogFoot, right: 300 }])).toBe(16);
});

it('is not lifted out of the window', () => {
  expect(clearance(news, { width: 900, height: 120 }, [{ top: 20, bottom: 110, left: 0, right: 900 }])).toBe(16);
});
