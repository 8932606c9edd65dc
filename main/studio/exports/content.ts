/** What of a Morgy goes into a bundle: read from the store, nothing more than the packer's allow-list. */
import { createHash } from 'node:crypto';
import { fillPrompt } from '../../contract/prompt-variables.ts';
import type { PromptGround } from '../../contract/prompt-variables.ts';
import type { Morgy } from '../morgys/contract.ts';
import { fieldLabel } from '../lib/field-labels.ts';
import type { BundleContent, BundleDocument, BundleGround, BundleTemplate } from './pack/types.ts';

const LICENCES = {
  free: 'Free to use',
  paid: 'Licensed to its buyer',
  subscription: 'Licensed while subscribed',
} as const;

function avatarPng(avatar: string): Uint8Array | undefined {
  const match = /^data:image\/png;base64,([A-Za-z0-9+/=]+)$/.exec(avatar);
  return match?.[1] ? new Uint8Array(Buffer.from(match[1], 'base64')) : undefined;
}

/** A foundation on its way out: what the prompt says of it, and what the tools tell. */
export interface ExportedGround {
  readonly variables: PromptGround;
  readonly bundle: BundleGround;
}

export function bundleContent(
  morgy: Morgy,
  author: string,
  documents: readonly BundleDocument[],
  templates: readonly BundleTemplate[],
  /** Null where none is chosen, or it is left out: then the prompt's variables stay empty as well. */
  ground: ExportedGround | null,
  /** The kept picture of an emoji avatar. */
  picture?: Uint8Array,
): BundleContent {
  const { personality: p, ai_config: ai, capabilities } = morgy;
  return {
    morgy: {
      name: morgy.name,
      description: morgy.description ?? '',
      category: morgy.category,
      tags: morgy.tags,
      systemPrompt: fillPrompt(ai.systemPrompt, { ...morgy, personality: p, ground: ground?.variables }),
      ai: { model: ai.primaryModel, temperature: ai.temperature, maxTokens: ai.maxTokens },
      resultLimit: morgy.knowledge_base.resultLimit,
      personality: {
        tone: p.tone,
        verbosity: p.verbosity,
        emojiUsage: p.emojiUsage,
        responseStyle: p.responseStyle,
        energy: p.energy,
        formality: p.formality,
        humor: p.humor,
      },
      appearance: { color: morgy.appearance.color, avatarPng: avatarPng(morgy.appearance.avatar) ?? picture },
      capabilities: Object.entries(capabilities).flatMap(([key, on]) =>
        on === true ? [fieldLabel(`capabilities.${key}`)] : [],
      ),
    },
    author: { name: author },
    license: LICENCES[morgy.license_type],
    documents,
    templates,
    ...(ground === null ? {} : { ground: ground.bundle }),
  };
}

/** A part of a bundle with a fingerprint, so that two exports can be told apart in words. */
export interface ContentPart {
  readonly key: string;
  readonly label: string;
  /** Of the part's content: first 16 hex digits of its SHA-256. */
  readonly hash: string;
  readonly detail: string;
}

const hashOf = (value: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(value) ?? '')
    .digest('hex')
    .slice(0, 16);

type MakePart = (key: string, label: string, value: unknown, detail: string) => ContentPart;

function groundParts(ground: BundleGround | undefined, part: MakePart): ContentPart[] {
  if (ground === undefined) return [];
  const { icps, ...foundation } = ground;
  return [
    part('foundation', 'Foundation', foundation, foundation.company),
    ...icps.map((icp, index) => part(`icp:${icp.name}:${index}`, `Customer profile: ${icp.name}`, icp, icp.tagline)),
  ];
}

const lookOf = (shown: BundleContent['morgy']['appearance']): unknown => [
  shown.color,
  hashOf([...(shown.avatarPng ?? [])]),
];

/** Whether an export of these parts showed the initial on this colour, as one from the command line does. */
export const showedInitial = (contents: readonly ContentPart[], color: string): boolean =>
  contents.some(({ key, hash }) => key === 'appearance' && hash === hashOf(lookOf({ color })));

export function contentParts(content: BundleContent): ContentPart[] {
  const { morgy } = content;
  const part = (key: string, label: string, value: unknown, detail: string): ContentPart => ({
    key,
    label,
    hash: hashOf(value),
    detail,
  });
  return [
    part('name', 'Name', morgy.name, morgy.name),
    part('description', 'Description', morgy.description, `${morgy.description.length} characters`),
    part('prompt', 'System prompt', morgy.systemPrompt, `${morgy.systemPrompt.length} characters`),
    part('model', 'Model settings', morgy.ai, morgy.ai.model ?? ''),
    ...(morgy.resultLimit === undefined || content.documents.length === 0
      ? []
      : [part('results', 'Passages returned', morgy.resultLimit, String(morgy.resultLimit))]),
    part('personality', 'Personality', morgy.personality, morgy.personality?.tone ?? ''),
    part('capabilities', 'Capabilities', morgy.capabilities, morgy.capabilities.join(', ')),
    part('appearance', 'Appearance', lookOf(morgy.appearance), morgy.appearance.color),
    part(
      'about',
      'Category, tags and licence',
      [morgy.category, morgy.tags, content.license, content.author],
      content.author.name,
    ),
    ...content.templates.map((template, index) =>
      part(
        `template:${template.title}:${index}`,
        `Template: ${template.title}`,
        template,
        `${template.arguments.length} arguments`,
      ),
    ),
    ...groundParts(content.ground, part),
    ...content.documents.map((document) =>
      part(`document:${document.id}`, `Document: ${document.title}`, document, `${document.chunks.length} passages`),
    ),
  ];
}

export interface Change {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly what: string;
  readonly detail: string;
}

export function differences(from: readonly ContentPart[], to: readonly ContentPart[]): Change[] {
  const before = new Map(from.map((part) => [part.key, part]));
  const after = new Map(to.map((part) => [part.key, part]));
  const changes: Change[] = [];
  for (const part of to) {
    const old = before.get(part.key);
    if (!old) changes.push({ kind: 'added', what: part.label, detail: part.detail });
    else if (old.hash !== part.hash) {
      const detail = old.detail === part.detail ? part.detail : `${old.detail} → ${part.detail}`;
      changes.push({ kind: 'changed', what: part.label, detail });
    }
  }
  for (const part of from) {
    if (!after.has(part.key)) changes.push({ kind: 'removed', what: part.label, detail: part.detail });
  }
  return changes;
}
