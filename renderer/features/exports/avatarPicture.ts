/** An emoji avatar as a picture for the bundle's icon: drawn by this window, once, before the first export that needs it. */
import { useEffect, useState } from 'react';
import { studio, useStudioQuery } from '../../app/client.ts';

/** Pixels a side, of the picture and of the emoji in it. */
const SIDE = 512;
const EMOJI = 300;
const FONT = `${EMOJI}px "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji", sans-serif`;

function context(): CanvasRenderingContext2D | null {
  const canvas = document.createElement('canvas');
  canvas.width = SIDE;
  canvas.height = SIDE;
  return canvas.getContext('2d');
}

/** A system without emoji draws an empty box, and one in ink is no likeness of what the card shows. */
function isColourful({ data }: ImageData): boolean {
  for (let at = 0; at < data.length; at += 4) {
    const [r = 0, g = 0, b = 0, a = 0] = data.slice(at, at + 4);
    if (a > 128 && Math.max(r, g, b) - Math.min(r, g, b) > 40) return true;
  }
  return false;
}

/** @returns a PNG as a data URL, or null where this system cannot draw it */
function draw(avatar: string, color: string): string | null {
  const [emoji, picture] = [context(), context()];
  if (!emoji || !picture) return null;
  emoji.font = FONT;
  emoji.textAlign = 'center';
  const box = emoji.measureText(avatar);
  emoji.fillText(avatar, SIDE / 2, (SIDE + box.actualBoundingBoxAscent - box.actualBoundingBoxDescent) / 2);
  if (!isColourful(emoji.getImageData(0, 0, SIDE, SIDE))) return null;
  // The wash that stands behind the emoji everywhere in the studio.
  picture.fillStyle = '#ffffff';
  picture.fillRect(0, 0, SIDE, SIDE);
  picture.globalAlpha = 0.24;
  picture.fillStyle = color;
  picture.fillRect(0, 0, SIDE, SIDE);
  picture.globalAlpha = 1;
  picture.drawImage(emoji.canvas, 0, 0);
  return picture.canvas.toDataURL('image/png');
}

async function keepPicture(morgyId: string, missing: { avatar: string; color: string }): Promise<void> {
  const png = draw(missing.avatar, missing.color);
  // Without the picture the bundle is as good: the initial stands in.
  if (png !== null) await studio.request('exports.keepAvatar', { morgyId, png }).catch(() => undefined);
}

/** True once the icon is what it will be: with the emoji where it can be drawn, else with the initial. */
export function useAvatarPicture(morgyId: string): boolean {
  const { data, isError } = useStudioQuery('exports.avatar', { morgyId });
  const [tried, setTried] = useState<string | null>(null);
  const missing = data?.missing ?? null;
  const key = missing && `${morgyId} ${missing.avatar} ${missing.color}`;
  useEffect(() => {
    if (!missing) return;
    void keepPicture(morgyId, missing).finally(() => setTried(key));
  }, [missing, morgyId, key]);
  return isError || (data !== undefined && (key === null || tried === key));
}
