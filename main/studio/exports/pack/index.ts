// The public part of the packer: content in, bytes and reports out. No database, no windows.
export * from './types.ts';
export { packBundle, planBundle } from './pack.ts';
export { frameWords } from './frame.ts';
export { nextVersion } from './version.ts';
export { verifyBundle } from './verify/verify.ts';
export {
  addToClaudeDesktop,
  configCandidates,
  removeFromClaudeDesktop,
  unpackForClaudeDesktop,
  type ConfigChange,
  type Machine,
  type ServerEntry,
} from './claude-desktop.ts';
