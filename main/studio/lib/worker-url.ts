// Where a worker's file is: beside the module that asks, as TypeScript when run from source and as JavaScript when built.

/** `workerUrl(import.meta.url, 'extract-worker')`: same folder and same extension as the caller's own file. */
export function workerUrl(callerUrl: string, name: string): URL {
  const extension = /\.([cm]?[jt]s)(?:[?#].*)?$/.exec(callerUrl)?.[1] ?? 'js';
  return new URL(`./${name}.${extension}`, callerUrl);
}
