// The bundle's icon: 512 x 512, the Morgy's avatar or the initial of its name on its colour.
import { GLYPHS, STAR, type Point, type Stroke } from './glyphs.ts';
import { decodePng, encodePng, type Pixels } from './png.ts';

export const ICON_SIZE = 512;
const CORNER = 112;
/** Height of the initial and half the width of its strokes, in pixels. */
const LETTER_HEIGHT = 236;
const HALF_STROKE = 21;

type Color = readonly [number, number, number];

function parseColor(hex: string): Color {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** WCAG relative luminance, 0 to 1. */
function luminance(color: Color): number {
  const [r, g, b] = color.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

const mix = (from: number, to: number, share: number): number => Math.round(from + (to - from) * share);

/** How much of a pixel lies inside the rounded square, 0 to 1. */
function coverage(x: number, y: number): number {
  const dx = Math.max(CORNER - x, x - (ICON_SIZE - CORNER), 0);
  const dy = Math.max(CORNER - y, y - (ICON_SIZE - CORNER), 0);
  return Math.min(1, Math.max(0, CORNER - Math.hypot(dx, dy) + 0.5));
}

function distance([ax, ay]: Point, [bx, by]: Point, x: number, y: number): number {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / length));
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
}

/** The initial as a mask of 0 to 1 a pixel. */
function drawGlyph(strokes: readonly Stroke[]): Float32Array {
  const mask = new Float32Array(ICON_SIZE * ICON_SIZE);
  const points = strokes.flat();
  const xs = points.map(([x]) => x);
  const unit = LETTER_HEIGHT / 6;
  const left = (ICON_SIZE - (Math.max(...xs) + Math.min(...xs)) * unit) / 2;
  const top = (ICON_SIZE - LETTER_HEIGHT) / 2;
  for (const stroke of strokes) {
    for (let i = 1; i < stroke.length; i++) {
      const [a, b] = [stroke[i - 1], stroke[i]];
      if (a === undefined || b === undefined) continue;
      const from: Point = [left + a[0] * unit, top + a[1] * unit];
      const to: Point = [left + b[0] * unit, top + b[1] * unit];
      const reach = HALF_STROKE + 1;
      const range = (p: number, q: number): [number, number] => [
        Math.max(0, Math.floor(Math.min(p, q) - reach)),
        Math.min(ICON_SIZE - 1, Math.ceil(Math.max(p, q) + reach)),
      ];
      const [x0, x1] = range(from[0], to[0]);
      const [y0, y1] = range(from[1], to[1]);
      for (let y = y0; y <= y1; y++) {
        for (let x = x0; x <= x1; x++) {
          const inside = Math.min(1, Math.max(0, HALF_STROKE + 0.5 - distance(from, to, x + 0.5, y + 0.5)));
          const at = y * ICON_SIZE + x;
          if (inside > (mask[at] ?? 0)) mask[at] = inside;
        }
      }
    }
  }
  return mask;
}

function drawInitial(name: string, color: string): Pixels {
  const base = parseColor(color);
  const ink: Color = luminance(base) > 0.45 ? [28, 25, 38] : [255, 255, 255];
  const initial =
    name
      .normalize('NFKD')
      .toUpperCase()
      .match(/[\p{L}\p{N}]/u)?.[0] ?? '';
  const mask = drawGlyph(GLYPHS[initial] ?? STAR);
  const data = new Uint8Array(ICON_SIZE * ICON_SIZE * 4);
  for (let y = 0; y < ICON_SIZE; y++) {
    // A little lighter at the top, a little darker at the foot.
    const shade = y / (ICON_SIZE - 1);
    const ground = base.map((channel) =>
      shade < 0.5 ? mix(channel, 255, 0.1 * (1 - 2 * shade)) : mix(channel, 0, 0.12 * (2 * shade - 1)),
    );
    for (let x = 0; x < ICON_SIZE; x++) {
      const at = y * ICON_SIZE + x;
      const share = mask[at] ?? 0;
      for (let c = 0; c < 3; c++) data[at * 4 + c] = mix(ground[c] ?? 0, ink[c] ?? 0, share);
      data[at * 4 + 3] = Math.round(255 * coverage(x + 0.5, y + 0.5));
    }
  }
  return { width: ICON_SIZE, height: ICON_SIZE, data };
}

/** Fills the square from the middle of the image; averages when shrinking. Rounded corners as the drawn icon has. */
function fit(image: Pixels): Pixels {
  const side = Math.min(image.width, image.height);
  const [ox, oy] = [(image.width - side) >> 1, (image.height - side) >> 1];
  const data = new Uint8Array(ICON_SIZE * ICON_SIZE * 4);
  for (let y = 0; y < ICON_SIZE; y++) {
    const y0 = Math.floor((y * side) / ICON_SIZE);
    const y1 = Math.max(y0 + 1, Math.floor(((y + 1) * side) / ICON_SIZE));
    for (let x = 0; x < ICON_SIZE; x++) {
      const x0 = Math.floor((x * side) / ICON_SIZE);
      const x1 = Math.max(x0 + 1, Math.floor(((x + 1) * side) / ICON_SIZE));
      let [r, g, b, a] = [0, 0, 0, 0];
      for (let sy = y0; sy < y1; sy++) {
        for (let sx = x0; sx < x1; sx++) {
          const at = ((oy + sy) * image.width + ox + sx) * 4;
          const alpha = image.data[at + 3] ?? 0;
          r += (image.data[at] ?? 0) * alpha;
          g += (image.data[at + 1] ?? 0) * alpha;
          b += (image.data[at + 2] ?? 0) * alpha;
          a += alpha;
        }
      }
      const at = (y * ICON_SIZE + x) * 4;
      if (a > 0) data.set([Math.round(r / a), Math.round(g / a), Math.round(b / a)], at);
      data[at + 3] = Math.round((a / ((y1 - y0) * (x1 - x0))) * coverage(x + 0.5, y + 0.5));
    }
  }
  return { width: ICON_SIZE, height: ICON_SIZE, data };
}

/** PNG bytes; the same input gives the same bytes. Throws a PackError for an avatar that can't be read. */
export function makeIcon(morgy: {
  readonly name: string;
  readonly appearance: { readonly color: string; readonly avatarPng?: Uint8Array | undefined };
}): Uint8Array {
  const { color, avatarPng } = morgy.appearance;
  return encodePng(avatarPng === undefined ? drawInitial(morgy.name, color) : fit(decodePng(avatarPng)));
}
