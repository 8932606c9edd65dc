/** Where a model's server is, in a sentence: what leaves this computer, and who could read it. */
import type { ChatModel } from '../../../main/studio/model/contract.ts';

export const PLACE_SENTENCE: Record<ChatModel['place'], (host: string) => string> = {
  device: (host) => `Its server is on this computer (${host}): what it is asked does not leave it.`,
  network: (host) => `Its server is in your own network (${host}): what it is asked leaves this computer.`,
  internet: (host) =>
    `Its server is ${host}: what it is asked leaves this computer, encrypted on the way, and is read there.`,
};
