/**
 * Pictures of emoji avatars, drawn once by a window of this device and kept: an emoji looks different on every system and
 * changes with its fonts, and the same Morgy must give the same bytes tomorrow, from the command line as well.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { StudioError } from '../../contract/errors.ts';
import { writeFileAtomically } from '../lib/atomic-write.ts';
import { decodePng } from './pack/png.ts';

/** An emoji on its colour. */
export interface Drawn {
  readonly avatar: string;
  readonly color: string;
}

export interface AvatarPictures {
  of(drawn: Drawn): Uint8Array | undefined;
  /** The first one stays. @throws StudioError bad_picture, cannot_write */
  keep(drawn: Drawn, png: Uint8Array): Promise<void>;
}

const isImage = (avatar: string): boolean => avatar.startsWith('data:image/');

export function avatarPictures(dataFolder: string): AvatarPictures {
  const folder = join(dataFolder, 'avatars');
  const pathOf = ({ avatar, color }: Drawn): string =>
    join(folder, `${createHash('sha256').update(`${avatar}\n${color}`).digest('hex').slice(0, 32)}.png`);
  return {
    of(drawn) {
      if (isImage(drawn.avatar) || !existsSync(pathOf(drawn))) return undefined;
      return new Uint8Array(readFileSync(pathOf(drawn)));
    },
    async keep(drawn, png) {
      const path = pathOf(drawn);
      if (isImage(drawn.avatar) || existsSync(path)) return;
      try {
        decodePng(png);
      } catch {
        throw new StudioError('bad_picture', 'The picture of the avatar cannot be read, so the initial stands in.');
      }
      await mkdir(folder, { recursive: true });
      await writeFileAtomically(path, png);
    },
  };
}
