// Every bound of extraction in one place, with its reason.

const MB = 1024 * 1024;

/** A file of any format. Larger ones are refused by their size alone, before a byte is read. */
export const MAX_FILE_BYTES = 200 * MB;
/** Plain text, Markdown, HTML, CSV and JSON: four copies of it live at once while it is read. */
export const MAX_TEXT_BYTES = 64 * MB;

/** What a zip container says it unpacks to, all members together. */
export const MAX_UNPACKED_BYTES = 512 * MB;
/** XML parts of a document that are unpacked for reading; images are never unpacked. */
export const MAX_XML_BYTES = 128 * MB;
/** Unpacked to packed. XML packs to about 1:20, a sheet of zeros to 1:200; a bomb reaches 1:1000. */
export const MAX_RATIO = 400;
/** Below this size a high ratio is harmless. */
export const RATIO_FREE_BYTES = 16 * MB;
export const MAX_ZIP_ENTRIES = 20_000;

/** Open elements at once. Hand-written pages stay below 100. */
export const MAX_MARKUP_DEPTH = 4_000;
/** Elements below this depth are read as part of the one at this depth, so that no recursion runs out of stack. */
export const MAX_TREE_DEPTH = 250;
export const MAX_MARKUP_NODES = 4_000_000;
export const MAX_JSON_DEPTH = 200;

/** HTML above this goes without Readability, which builds a whole DOM of it. */
export const MAX_READABILITY_CHARS = 3 * MB;
export const MAX_READABILITY_NODES = 150_000;

/** Cells of all sheets together. */
export const MAX_CELLS = 2_000_000;
export const MAX_COLUMNS = 512;

export const MAX_TITLE_CHARS = 200;
export const MAX_NAME_CHARS = 120;

export function readableSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < MB) return `${Math.round(bytes / 1000)} kB`;
  if (bytes < 1024 * MB) return `${Math.round(bytes / MB)} MB`;
  return `${(bytes / (1024 * MB)).toFixed(1)} GB`;
}
