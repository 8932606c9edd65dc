/** The grid tracks of a table's columns, and the least width at which nothing of them is cut off. Pure. */

/** A column as far as its width goes. */
export interface Track {
  readonly id: string;
  /** "minmax(12rem, 2fr)", "6rem". */
  readonly width: string;
  readonly optional?: boolean;
}

/** Pixels. */
const REM = 16;
export const NARROWEST = 48;
export const WIDEST = 1200;

export const clampWidth = (pixels: number): number => Math.round(Math.min(WIDEST, Math.max(NARROWEST, pixels)));

/** The least width of a track in pixels: its first length. */
export function leastOf(track: string): number {
  const [, number, unit] = /(-?[\d.]+)(rem|px)/.exec(track) ?? [];
  return number === undefined ? 0 : Number(number) * (unit === 'rem' ? REM : 1);
}

export interface Tracks {
  readonly template: string;
  /** Pixels. */
  readonly least: number;
}

/** @param lead tracks before the columns', such as the ticks' */
export function tracksOf(
  columns: readonly Track[],
  widths: Readonly<Record<string, number>>,
  { narrow, lead = [] }: { narrow: boolean; lead?: readonly string[] },
): Tracks {
  const tracks = [
    ...lead,
    ...columns
      .filter((column) => !narrow || column.optional !== true)
      .map(({ id, width }) => {
        const chosen = widths[id];
        return chosen === undefined ? width : `${clampWidth(chosen)}px`;
      }),
  ];
  // Without one that grows, the row ends where its columns do, and what is behind it shows no second edge.
  const grows = tracks.some((track) => track.includes('fr'));
  return {
    template: [...tracks, ...(grows ? [] : ['minmax(0, 1fr)'])].join(' '),
    least: tracks.reduce((sum, track) => sum + leastOf(track), 0),
  };
}
