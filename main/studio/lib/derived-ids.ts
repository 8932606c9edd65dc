/**
 * Ids of rows that a workspace has exactly one of. The cloud allows one foundation a workspace, so two devices that each
 * make it while offline have to make the same row: its id follows from the workspace's, as a name-based UUID (version 3:
 * MD5, which PostgreSQL has without an extension). Nothing secret rests on it.
 */
import { v3 as uuidv3 } from 'uuid';

export const foundationIdOf = (workspaceId: string): string => uuidv3('foundation', workspaceId);
export const onboardingIdOf = (workspaceId: string): string => uuidv3('onboarding', workspaceId);
