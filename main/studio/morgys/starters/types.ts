/** A starter Morgy: everything but ids, so that a person begins with something that works. */
import type { z } from 'zod';
import type { MORGY_CATEGORIES, TemplateArgument } from '../../../../schema/index.ts';
import type { appearance, personality } from '../contract.ts';

export interface Starter {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly category: (typeof MORGY_CATEGORIES)[number];
  readonly tags: string[];
  readonly appearance: z.output<typeof appearance>;
  readonly personality: z.output<typeof personality>;
  readonly prompt: string;
  readonly promise: string;
  readonly templates: readonly { title: string; description: string; arguments: TemplateArgument[]; text: string }[];
}

export const looks = (avatar: string, color: string, icon: string): Starter['appearance'] => ({
  avatar,
  color,
  icon,
  theme: 'paper',
});
export const required = (name: string, description: string): TemplateArgument => ({
  name,
  description,
  required: true,
});
export const optional = (name: string, description: string): TemplateArgument => ({
  name,
  description,
  required: false,
});
