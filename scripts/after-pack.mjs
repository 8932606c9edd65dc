/**
 * electron-builder's hook, after a folder is packed and before it is signed: removes what only a source tree's runtime
 * needs, and sets the fuses, so that the packed program is the studio and nothing else.
 *
 * With these fuses the program takes no --inspect, and Playwright's _electron.launch, which needs it, can't drive it. A
 * test starts the program itself with --remote-debugging-port=0, reads "DevTools listening on ws://…" from its error
 * stream, and connects with Playwright's chromium.connectOverCDP: that sees the real window, through the door every
 * Chromium has. The fuses are read from the file itself (getCurrentFuseWire of @electron/fuses).
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';

/** Every fuse of ours. Archive integrity is checked by Electron on macOS and Windows only. */
export function fusesFor(platform) {
  return {
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform !== 'linux',
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  };
}

function programOf({ appOutDir, electronPlatformName, packager }) {
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === 'darwin') return join(appOutDir, `${name}.app`);
  return join(appOutDir, electronPlatformName === 'win32' ? `${name}.exe` : packager.executableName);
}

export default async function afterPack(context) {
  const platform = context.electronPlatformName;
  if (platform === 'linux') {
    rmSync(join(context.appOutDir, 'resources/app'), { recursive: true, force: true });
    rmSync(join(context.appOutDir, 'prepared.json'), { force: true });
  }
  await flipFuses(programOf(context), {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: false,
    resetAdHocDarwinSignature: platform === 'darwin',
    ...fusesFor(platform),
  });
}
