/** What other capabilities may know of workspaces. */
export { checkGround } from './doctor.ts';
export { createWorkspaces } from './service.ts';
