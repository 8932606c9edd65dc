// Version numbers of bundles.
import { PackError } from './types.ts';

export const VERSION = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/** The same content keeps its version, a change raises it: 1.0.0, 1.1.0, 1.2.0 … */
export function nextVersion(
  previous: { readonly version: string; readonly contentSha256: string } | null,
  contentSha256: string,
): string {
  if (previous === null) return '1.0.0';
  if (previous.contentSha256 === contentSha256) return previous.version;
  const match = VERSION.exec(previous.version);
  if (match === null) {
    throw new PackError(
      'invalid_version',
      `The last export has the version "${previous.version}", which can't be raised.`,
      { version: previous.version },
    );
  }
  return `${match[1]}.${Number(match[2]) + 1}.0`;
}
