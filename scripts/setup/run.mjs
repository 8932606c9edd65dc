/** Runs other programs for set-up: quietly, with their last words kept for the error message. */
import { spawn } from 'node:child_process';
import { dirname, delimiter } from 'node:path';
import { SetupError } from './report.mjs';

/** Characters of output kept for a failure: its beginning, where most programs say what is wrong, and its end. */
const KEPT_HEAD = 2000;
const KEPT_TAIL = 2000;

/**
 * Runs a program to its end and returns what it printed. Throws a SetupError when it fails.
 * @param {string} file @param {string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, timeoutMs?: number }} [options]
 * @returns {Promise<string>}
 */
export function run(file, args, { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32',
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    let stdout = '';
    let head = '';
    let tail = '';
    const keep = (text) => {
      const room = KEPT_HEAD - head.length;
      head += text.slice(0, room);
      tail = (tail + text.slice(room)).slice(-KEPT_TAIL);
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      keep(text);
    });
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) =>
      reject(new SetupError('program-missing', `${file} could not be started: ${error.message}.`)),
    );
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(stdout);
      const how = signal ? `was stopped by ${signal}` : `ended with code ${code}`;
      reject(new SetupError('program-failed', `${file} ${args.join(' ')} ${how}.\n${`${head}${tail}`.trim()}`));
    });
  });
}

/** Runs npm: the very one that started us where there is one, else the one on the PATH. */
export function npm(args, options) {
  const script = process.env.npm_execpath;
  const node = process.env.npm_node_execpath;
  if (script && node && script.endsWith('.js')) {
    // npm's own scripts look for `node` on the PATH: give them the one that npm runs on.
    const env = { PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`, ...options?.env };
    return run(node, [script, ...args], { ...options, env });
  }
  return run('npm', args, options);
}
