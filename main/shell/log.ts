/**
 * A small log of what the program did: starts, crashes, restarts, refusals. Never the contents of documents, prompts or
 * secrets, so callers log codes and counts, and text from another process passes `onlyFrames`.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Log {
  info(area: string, message: string): void;
  warn(area: string, message: string): void;
}

/** Bytes after which a file is set aside. */
const MAX_SIZE = 512 * 1024;
const KEPT = 3;

export function openLog(folder: string, now: () => Date = () => new Date()): Log {
  const file = join(folder, 'morgus.log');
  mkdirSync(folder, { recursive: true });
  let size = sizeOf(file);

  function write(level: string, area: string, message: string): void {
    const line = `${now().toISOString()} ${level} ${area}: ${message.replaceAll(/\s*[\r\n]+\s*/g, ' | ')}\n`;
    try {
      if (size + line.length > MAX_SIZE) {
        rotate(file);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += line.length;
    } catch {
      // A full disk must not take the program down with its log.
    }
  }
  return {
    info: (area, message) => write('info', area, message),
    warn: (area, message) => write('warn', area, message),
  };
}

function rotate(file: string): void {
  for (let index = KEPT - 1; index >= 0; index -= 1) {
    const from = index === 0 ? file : `${file}.${index}`;
    if (sizeOf(from) > 0) renameSync(from, `${file}.${index + 1}`);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

/**
 * Of a crash report only the error's class and where it happened: a message may quote what a person wrote.
 * `TypeError: cannot read "my diary"\n  at f (a.js:1:2)` becomes `TypeError at f (a.js:1:2)`.
 */
export function onlyFrames(text: string): string {
  const kept: string[] = [];
  for (const line of text.split('\n')) {
    const frame = /^\s+at (?:[\w.<>$ [\]]+ )?\(?[^\s()]+:\d+:\d+\)?\s*$/.exec(line);
    const kind = /^(?:Uncaught )?([A-Z]\w*(?:Error|Exception))\b/.exec(line)?.[1];
    if (frame) kept.push(line.trim());
    else if (kind !== undefined) kept.push(kind);
  }
  return kept.slice(0, 30).join(' ');
}
