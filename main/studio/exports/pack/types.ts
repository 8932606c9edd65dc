// What goes into a bundle, what is told about it before, and what is checked after. The one page that callers of the packer read.

import type { IndexedChunk } from '../../../../retrieval/index.ts';

/** Exactly what may leave the studio. The packer copies these fields and nothing else, whatever more an object carries. */
export interface BundleContent {
  readonly morgy: BundleMorgy;
  /** The name that the creator chose to be known by. Never an e-mail address. */
  readonly author: { readonly name: string };
  /** Words for the person who installs it, such as "MIT" or "Free to use". Not the price or the sales model. */
  readonly license?: string | undefined;
  /** Empty when knowledge is left out. Their order is irrelevant: bundles sort them. */
  readonly documents: readonly BundleDocument[];
  /** Empty when templates are left out. Their order is kept. */
  readonly templates: readonly BundleTemplate[];
  /** The foundation and the profiles that the Morgy was given; absent when they are left out. */
  readonly ground?: BundleGround | undefined;
}

/**
 * What of a foundation may leave: what it says to the outside. Facts with their sources, research, competitors, market
 * sizes and scores are a creator's own and have no field here.
 */
export interface BundleGround {
  readonly company: string;
  readonly summary: string;
  readonly category: string;
  readonly positioning: string;
  readonly voice: string;
  readonly rules: readonly {
    readonly type: 'do' | 'dont';
    readonly text: string;
    readonly reason: string;
    readonly severity: 'error' | 'warning' | 'suggestion';
  }[];
  /** Approved ones only. */
  readonly soundbites: readonly { readonly category: string; readonly content: string }[];
  readonly messages: readonly string[];
  /** Their order is irrelevant: bundles sort them. */
  readonly icps: readonly BundleIcp[];
}

export interface BundleIcp {
  readonly name: string;
  readonly tagline: string;
  readonly primary: boolean;
  readonly summary: string;
  readonly sections: readonly {
    readonly title: string;
    readonly fields: readonly { readonly label: string; readonly lines: readonly string[] }[];
  }[];
}

export interface BundleMorgy {
  /** 1 to 255 characters. */
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly tags: readonly string[];
  /** Variables such as {{name}} already filled in by the caller. */
  readonly systemPrompt: string;
  /** What the Morgy was written for; a host is free to use another model. */
  readonly ai: {
    readonly model?: string | undefined;
    readonly temperature?: number | undefined;
    readonly maxTokens?: number | undefined;
  };
  /** Passages that a search returns where it is not told how many, 1 to 50. */
  readonly resultLimit?: number | undefined;
  readonly personality?: BundlePersonality | undefined;
  readonly appearance: BundleAppearance;
  /** Names of abilities that are on, in words a person reads ("Web search"). */
  readonly capabilities: readonly string[];
}

export interface BundlePersonality {
  readonly tone?: string | undefined;
  readonly verbosity?: string | undefined;
  readonly emojiUsage?: string | undefined;
  readonly responseStyle?: string | undefined;
  /** 1 to 10 each. */
  readonly energy?: number | undefined;
  readonly formality?: number | undefined;
  readonly humor?: number | undefined;
}

export interface BundleAppearance {
  /** #RRGGBB; anything else becomes the studio's violet. */
  readonly color: string;
  /** The icon shows the initial of the name, unless this is a PNG file's bytes (8-bit, at most 2048 x 2048), which is drawn instead. */
  readonly avatarPng?: Uint8Array | undefined;
}

export type BundleSourceType = 'file' | 'url' | 'text' | 'api';

export interface BundleDocument {
  /** The studio's id. Never leaves: the bundle numbers its documents itself. Findings name it. */
  readonly id: string;
  readonly title: string;
  readonly sourceType: BundleSourceType;
  /** YYYY-MM-DD of the source as the creator states it, if it is to be told. Never the time of import. */
  readonly date?: string | undefined;
  /** In reading order, without excluded ones. */
  readonly chunks: readonly BundleChunk[];
}

export interface BundleChunk {
  /** The studio's id. Never leaves. */
  readonly id: string;
  readonly text: string;
  readonly headingPath: readonly string[];
  readonly page?: number | undefined;
  readonly pinned: boolean;
}

export interface BundleTemplate {
  readonly title: string;
  readonly description: string;
  /** A description that lists its values ("one of: short, long") gives completions in the host. */
  readonly arguments: readonly {
    readonly name: string;
    readonly description: string;
    readonly required: boolean;
  }[];
  /** Arguments stand as {{name}}. */
  readonly text: string;
}

export type FindingSeverity = 'block' | 'warn';

export type FindingPlace =
  | { readonly kind: 'morgy'; readonly field: string }
  | {
      readonly kind: 'template';
      /** Position in BundleContent.templates. */
      readonly index: number;
      readonly title: string;
      readonly field: string;
    }
  | {
      readonly kind: 'ground';
      /** "Foundation", or the name of a profile. */
      readonly title: string;
      readonly field: string;
    }
  | { readonly kind: 'document'; readonly documentId: string; readonly documentTitle: string }
  | {
      readonly kind: 'chunk';
      readonly documentId: string;
      readonly documentTitle: string;
      readonly chunkId: string;
      /** 1-based position in its document. */
      readonly number: number;
    };

export interface Finding {
  /** The same for the same thing at the same place, so that a decision holds from one plan to the next. */
  readonly id: string;
  /** Stable name of the rule, for example "github-token". */
  readonly rule: string;
  /** What it is, in words: "GitHub token". */
  readonly label: string;
  readonly severity: FindingSeverity;
  readonly place: FindingPlace;
  /** 1-based, within the field or the chunk. */
  readonly line: number;
  readonly column: number;
  /** The line around it with the secret masked. Safe to show, to log and to keep. */
  readonly excerpt: string;
  /** By which a person may say that it is no secret; null where its format leaves no doubt. */
  readonly hash: string | null;
  /** A person said so: it is a warning then, and leaves unless something else is decided. */
  readonly kept: boolean;
}

/**
 * What to do about a finding.
 * - redact: a short note stands in its place (hidden characters are simply removed).
 * - leave-out: the chunk or the template does not travel. Where a field can't be left out, it is redacted.
 * - allow: it travels. Only for warnings; refused for secrets.
 */
export type FindingAction = 'redact' | 'leave-out' | 'allow';
export interface Decision {
  readonly findingId: string;
  readonly action: FindingAction;
}

export interface PlannedFile {
  readonly path: string;
  /** Bytes in the unpacked folder. */
  readonly size: number;
  /** What it is, in words. */
  readonly purpose: string;
}

export interface BundlePlan {
  /** The bundle's technical name, made from the Morgy's name. */
  readonly name: string;
  readonly files: readonly PlannedFile[];
  readonly tools: readonly { readonly name: string; readonly description: string }[];
  readonly prompts: readonly {
    readonly name: string;
    readonly title: string;
    readonly description: string;
    readonly arguments: readonly string[];
  }[];
  /** What travels, after decisions. */
  readonly counts: {
    readonly documents: number;
    readonly chunks: number;
    readonly templates: number;
    /** Profiles; null where no foundation travels. */
    readonly icps: number | null;
  };
  readonly findings: readonly Finding[];
  /** Findings that still stop the export: secrets without a decision, and refused "allow"s. */
  readonly blocking: readonly string[];
  /** Sum of files, in bytes. */
  readonly unpackedSize: number;
  /** Of the finished file, in bytes; within a few per cent for text. */
  readonly estimatedSize: number;
  /** Of everything in the bundle except its version number: two equal hashes are the same bundle. */
  readonly contentSha256: string;
}

export interface PackProgress {
  readonly step: 'scan' | 'index' | 'compress' | 'verify';
  readonly done: number;
  readonly total: number;
}

/** A search index that is being made elsewhere: the bytes as soon as they are there, then the same compressed. */
export interface IndexInMaking {
  readonly bytes: Promise<Uint8Array>;
  readonly deflated: Promise<Uint8Array>;
}

export interface PlanOptions {
  readonly decisions?: readonly Decision[] | undefined;
  /**
   * What happens to warnings (an e-mail address, a home folder, hidden characters) that nobody decided about.
   * Default "redact": nothing personal leaves by oversight. "refuse" makes them stop the export like secrets.
   */
  readonly undecidedWarnings?: 'redact' | 'allow' | 'refuse' | undefined;
  /** Hashes of findings that a person said are no secrets. */
  readonly notSecrets?: readonly string[] | undefined;
  /** Path of the built server; found beside the program by default. */
  readonly serverFile?: string | undefined;
  /** Makes the search index elsewhere, beside the rest of the work; in this thread where it is left out. */
  readonly indexer?: ((chunks: readonly IndexedChunk[], signal: AbortSignal) => IndexInMaking) | undefined;
  readonly onProgress?: ((progress: PackProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface PackOptions extends PlanOptions {
  /** Semantic version, or how to get it from the content's hash: (hash) => nextVersion(previous, hash). */
  readonly version: string | ((contentSha256: string) => string);
}

export interface PackedFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

export interface PackedBundle {
  readonly bytes: Uint8Array;
  /** Of bytes, hex. */
  readonly sha256: string;
  readonly contentSha256: string;
  readonly version: string;
  /** Suggested file name: "<name>-<version>.mcpb". */
  readonly fileName: string;
  readonly files: readonly PackedFile[];
  readonly plan: BundlePlan;
}

export interface VerificationCheck {
  readonly id: string;
  readonly label: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** One sentence: what was seen, or why it was not tried. */
  readonly detail: string;
}

export interface VerificationReport {
  /** No check failed. */
  readonly ok: boolean;
  readonly checks: readonly VerificationCheck[];
  readonly sha256: string;
  /** Bytes of the file. */
  readonly size: number;
  /** From the manifest, where it could be read. */
  readonly name: string | null;
  readonly version: string | null;
  readonly tools: readonly string[];
  readonly prompts: readonly string[];
}

/** How the server is started for the check. A worker needs no Node binary (a packed app has none). */
export type VerifyRunner = { readonly kind: 'process'; readonly node: string } | { readonly kind: 'worker' };

export interface VerifyOptions {
  /** Default: this process's own Node; a worker inside Electron. */
  readonly runner?: VerifyRunner | undefined;
  /** Strings that must occur nowhere: the account's id and e-mail, the machine's user name, titles of what was left out. */
  readonly canaries?: readonly string[] | undefined;
  /** Hashes of findings that a person said are no secrets. */
  readonly notSecrets?: readonly string[] | undefined;
  readonly expectedSha256?: string | undefined;
  /**
   * Start a server that is not byte for byte the studio's own. Default false: code of unknown origin is not run.
   */
  readonly runForeignServer?: boolean | undefined;
  readonly serverFile?: string | undefined;
  /** Milliseconds for all questions to the server. Default 20,000. */
  readonly timeoutMs?: number | undefined;
  readonly onProgress?: ((progress: PackProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export type PackErrorCode =
  | 'invalid_content'
  | 'secrets_found'
  | 'server_missing'
  | 'too_large'
  | 'cancelled'
  | 'invalid_version'
  | 'invalid_image'
  | 'config_unreadable'
  | 'config_conflict'
  | 'config_write_failed';

/** The layer's one error: the code is stable, the message is for a person. */
export class PackError extends Error {
  override readonly name = 'PackError';
  readonly code: PackErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  constructor(code: PackErrorCode, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/*
 * Functions (see index.ts, the folder's public part):
 *   planBundle(content: BundleContent, options?: PlanOptions): Promise<BundlePlan>
 *   packBundle(content: BundleContent, options: PackOptions): Promise<PackedBundle>
 *   verifyBundle(file: Uint8Array | string, options?: VerifyOptions): Promise<VerificationReport>
 *   nextVersion(previous: { version: string; contentSha256: string } | null, contentSha256: string): string
 *   configCandidates / addToClaudeDesktop / removeFromClaudeDesktop (claude-desktop.ts)
 */
