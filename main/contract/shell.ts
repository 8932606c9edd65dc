/** What only the shell can do for a window: dialogs, the system's handlers, the keychain's state. Served by the shell itself. */
import { z } from 'zod';
import { defineContract, mutation, query } from './define.ts';

const filters = z.array(z.object({ name: z.string(), extensions: z.array(z.string()) })).default([]);
const chosen = z.object({ paths: z.array(z.string()) });

export const shellContract = defineContract({
  'shell.info': query({
    input: z.object({}),
    output: z.object({
      platform: z.string(),
      versions: z.record(z.string(), z.string()),
      appVersion: z.string(),
      packaged: z.boolean(),
      /** False where the system has no keychain: secrets are then not kept. */
      keychain: z.boolean(),
    }),
    reads: [],
  }),
  'shell.openFiles': mutation({
    input: z.object({
      title: z.string(),
      filters,
      folders: z.boolean().default(false),
      multiple: z.boolean().default(true),
    }),
    output: chosen,
  }),
  'shell.saveFile': mutation({
    input: z.object({ title: z.string(), defaultName: z.string(), filters }),
    output: z.object({ path: z.string().nullable() }),
  }),
  /** Prints a page of plain HTML as a PDF where the person says; null when they did not. Scripts in it do not run. */
  'shell.savePdf': mutation({
    input: z.object({ title: z.string(), defaultName: z.string(), html: z.string().max(8_000_000) }),
    output: z.object({ path: z.string().nullable() }),
  }),
  /** http and https only, in the system's browser. */
  'shell.openExternal': mutation({
    input: z.object({ url: z.string() }),
    output: z.object({ opened: z.boolean() }),
  }),
  /** Hands a finished bundle to the system's handler for .mcpb. Only files of the studio's own export folder. */
  'shell.openBundle': mutation({
    input: z.object({ path: z.string() }),
    output: z.object({ opened: z.boolean(), message: z.string().nullable() }),
  }),
  'shell.showInFolder': mutation({
    input: z.object({ path: z.string() }),
    output: z.object({ shown: z.boolean() }),
  }),
  'shell.setTheme': mutation({
    input: z.object({ theme: z.enum(['system', 'light', 'dark']) }),
    output: z.object({ dark: z.boolean() }),
  }),
  /** Which commands make sense now; the menu greys out the rest. */
  'shell.setCommands': mutation({
    input: z.object({
      enabled: z.array(z.string()),
      labels: z.record(z.string(), z.string()).default({}),
    }),
    output: z.object({ applied: z.boolean() }),
  }),
  /** The studio gave up after three crashes; a person asks for another try. */
  'shell.restartStudio': mutation({
    input: z.object({}),
    output: z.object({ started: z.boolean() }),
  }),
});
