/** What the kinds of texts are called. Pure. */
import { ASSET_TYPES } from '../../../main/studio/assets/contract.ts';

export type AssetType = (typeof ASSET_TYPES)[number];

const LABELS: Record<AssetType, string> = {
  email: 'E-mail',
  social: 'Social',
  script: 'Script',
  blog: 'Article',
  ad: 'Ad',
  carousel: 'Carousel',
  landing: 'Landing page',
  other: 'Other',
};
export const typeLabel = (type: AssetType): string => LABELS[type];
export const TYPE_OPTIONS = ASSET_TYPES.map((value) => ({ value, label: LABELS[value] }));
