/** What other capabilities may know of workspaces. */
export { createWorkspaces } from './service.ts';
export type { WorkspacesService } from './service.ts';
