/** What the database thread and the thread that packs say to each other. Documents go over one at a time. */
import type { IndexedChunk } from '../../../../retrieval/index.ts';
import type { ContentPart } from '../content.ts';
import type {
  BundleContent,
  BundleDocument,
  BundlePlan,
  Decision,
  PackedBundle,
  PackProgress,
  VerificationReport,
} from '../pack/types.ts';

export interface PackJob {
  /** Everything but the documents. */
  readonly content: Omit<BundleContent, 'documents'>;
  readonly decisions: readonly Decision[];
  /** Hashes of findings that a person said are no secrets. */
  readonly notSecrets?: readonly string[] | undefined;
  /** The built server, where it is not beside the program. */
  readonly serverFile?: string | undefined;
}

export interface PackAndVerifyJob extends PackJob {
  readonly previous: { readonly version: string; readonly contentSha256: string } | null;
  /** Strings that must be nowhere in the file, unless the content itself says them. */
  readonly canaries: readonly string[];
}

export interface PackedAndVerified {
  readonly packed: PackedBundle;
  readonly report: VerificationReport;
  /** For comparing this export with others. */
  readonly parts: readonly ContentPart[];
}

export type ToPackWorker =
  | { readonly kind: 'document'; readonly document: BundleDocument }
  | { readonly kind: 'plan'; readonly job: PackJob }
  | { readonly kind: 'pack'; readonly job: PackAndVerifyJob }
  | {
      readonly kind: 'verify';
      readonly path: string;
      readonly notSecrets: readonly string[];
      readonly serverFile?: string | undefined;
    };

export type FromPackWorker =
  | { readonly kind: 'progress'; readonly progress: PackProgress }
  | { readonly kind: 'planned'; readonly plan: BundlePlan }
  | { readonly kind: 'packed'; readonly result: PackedAndVerified }
  | { readonly kind: 'verified'; readonly report: VerificationReport }
  | {
      readonly kind: 'failed';
      /** Null: a fault of ours. */
      readonly code: string | null;
      readonly message: string;
      readonly details: Readonly<Record<string, unknown>>;
    };

export interface IndexJob {
  readonly chunks: readonly IndexedChunk[];
}

/** The index first, because a plan needs no more; then the same compressed. */
export interface FromIndexWorker {
  readonly kind: 'index' | 'deflated';
  readonly bytes: Uint8Array;
}
