// Unpacks a bundle into memory, treating it as hostile: nothing outside, no links, no bombs, no two names for one file.
import { crc32 } from 'node:zlib';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';

/** Why an archive is refused. The message is for a person. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

const MAX_ENTRIES = 20_000;
const MAX_UNPACKED = 2_000_000_000;
/** What installers refuse; deflate can't exceed 1032:1. */
const MAX_RATIO = 50;
/** Small entries compress without limit in harmless ways (an empty JSON array of a thousand blanks). */
const RATIO_FROM = 1 << 16;

const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;

function checkName(name: string): void {
  const shown = JSON.stringify(name.slice(0, 100));
  if (name === '' || name.includes('\u0000')) throw new ArchiveError('An entry of the archive has no usable name.');
  if (name.includes('\\'))
    throw new ArchiveError(`The entry ${shown} has a backslash in its name, which some systems take for a folder.`);
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name))
    throw new ArchiveError(`The entry ${shown} wants to be written to an absolute path.`);
  if (name.split('/').some((part) => part === '..' || part === '.' || part === '')) {
    throw new ArchiveError(
      name.endsWith('/')
        ? `The archive names the folder ${shown}; installers accept files only.`
        : `The entry ${shown} wants to be written outside its folder.`,
    );
  }
}

/** Devices of Windows, with whatever extension; characters that it has no files with; a dot or blank that it drops. */
const NOT_ON_WINDOWS = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)|[<>:"|?*\p{Cc}]|[. ]$/iu;
/** Bytes of a part of a name, and characters of a name, that every system takes. */
const LONGEST_PART = 255;
const LONGEST_NAME = 1_000;

function checkAnywhere(name: string): void {
  const parts = name.split('/');
  if (name.length > LONGEST_NAME || parts.some((part) => Buffer.byteLength(part) > LONGEST_PART))
    throw new ArchiveError(
      `The entry ${JSON.stringify(`${name.slice(0, 60)}…`)} has a name that is too long for some systems.`,
    );
  if (parts.some((part) => NOT_ON_WINDOWS.test(part)))
    throw new ArchiveError(
      `The entry ${JSON.stringify(name)} has a name that Windows can't have: unpacked there, it would be a device or another file.`,
    );
}

function checkEntry(entry: Entry): void {
  checkName(entry.fileName);
  checkAnywhere(entry.fileName);
  const shown = JSON.stringify(entry.fileName);
  if ((entry.generalPurposeBitFlag & 1) !== 0) throw new ArchiveError(`The entry ${shown} is encrypted.`);
  const mode = entry.externalFileAttributes >>> 16;
  const type = mode & FILE_TYPE;
  if (type !== 0 && type !== REGULAR)
    throw new ArchiveError(`The entry ${shown} is a symbolic link or another special file.`);
  if (entry.uncompressedSize > RATIO_FROM && entry.uncompressedSize > entry.compressedSize * MAX_RATIO) {
    throw new ArchiveError(`The entry ${shown} is compressed more than ${MAX_RATIO}:1, as bombs are.`);
  }
}

function open(bytes: Uint8Array): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      { lazyEntries: true, validateEntrySizes: true, strictFileNames: true },
      (error, zip) => {
        if (error === null || error === undefined) resolve(zip);
        else reject(new ArchiveError(`The file is not a zip archive that can be read (${error.message}).`));
      },
    );
  });
}

function readEntry(zip: ZipFile, entry: Entry, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error !== null && error !== undefined) {
        reject(new ArchiveError(`The entry ${JSON.stringify(entry.fileName)} can't be read (${error.message}).`));
        return;
      }
      const parts: Buffer[] = [];
      let size = 0;
      stream.on('data', (part: Buffer) => {
        size += part.length;
        if (size > limit) stream.destroy(new Error('more data than announced'));
        else parts.push(part);
      });
      stream.on('error', (fault: Error) =>
        reject(new ArchiveError(`The entry ${JSON.stringify(entry.fileName)} is damaged (${fault.message}).`)),
      );
      stream.on('end', () => {
        const whole = Buffer.concat(parts);
        if (crc32(whole) === entry.crc32) resolve(whole);
        else
          reject(new ArchiveError(`The entry ${JSON.stringify(entry.fileName)} is damaged: its checksum doesn't fit.`));
      });
    });
  });
}

/** Files by path. Throws an ArchiveError that says what is wrong with which entry. */
export async function readArchive(bytes: Uint8Array, signal?: AbortSignal): Promise<Map<string, Uint8Array>> {
  const zip = await open(bytes);
  if (zip.entryCount > MAX_ENTRIES)
    throw new ArchiveError(`The archive has ${zip.entryCount} entries; at most ${MAX_ENTRIES} are read.`);
  const entries = await new Promise<Entry[]>((resolve, reject) => {
    const found: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      found.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(found));
    zip.on('error', (error: Error) => reject(new ArchiveError(`The archive is damaged (${error.message}).`)));
    zip.readEntry();
  });
  const names = new Map<string, string>();
  let total = 0;
  for (const entry of entries) {
    checkEntry(entry);
    // Case and composition: "É" may be one character or two, and some file systems see the same name.
    const key = entry.fileName.normalize('NFC').toLowerCase();
    const other = names.get(key);
    if (other !== undefined) {
      throw new ArchiveError(
        `The entries ${JSON.stringify(other)} and ${JSON.stringify(entry.fileName)} would be one file on some systems.`,
      );
    }
    names.set(key, entry.fileName);
    total += entry.uncompressedSize;
    if (total > MAX_UNPACKED) throw new ArchiveError(`The archive unpacks to more than ${MAX_UNPACKED / 1e9} GB.`);
  }
  for (const name of names.keys()) {
    for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
      if (names.has(name.slice(0, at)))
        throw new ArchiveError(`The archive uses ${JSON.stringify(name.slice(0, at))} as a file and as a folder.`);
    }
  }
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    signal?.throwIfAborted();
    files.set(entry.fileName, await readEntry(zip, entry, entry.uncompressedSize));
  }
  return files;
}
