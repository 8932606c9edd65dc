/** Links to exported bundles: anyone who has one downloads the bundle, until its owner takes it back. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const shareView = z.discriminatedUnion('state', [
  /** No account is open: a link needs a cloud that answers it. */
  z.object({ state: z.literal('no_cloud') }),
  z.object({ state: z.literal('private'), gatewayName: z.string() }),
  z.object({ state: z.literal('shared'), gatewayName: z.string(), url: z.string(), downloads: z.int() }),
]);
export type ShareView = z.infer<typeof shareView>;

export const sharingContract = defineContract({
  'sharing.state': query({
    input: z.object({ exportId: z.string() }),
    output: shareView,
    reads: ['mcp_exports', 'accounts'],
  }),
  /** Uploads the bundle; progress comes as `export.progress` events under `shareKey`. */
  'sharing.share': mutation({
    input: z.object({ exportId: z.string(), shareKey: z.string() }),
    output: shareView,
  }),
  /** The link answers nothing until the export is shared again; then the same link works again. */
  'sharing.revoke': mutation({ input: z.object({ exportId: z.string() }), output: shareView }),
});
