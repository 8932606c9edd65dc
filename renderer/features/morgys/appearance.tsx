/** What a Morgy can look like: avatars, colours, icons and card themes to choose from. Others can be typed. */
import type { ReactElement } from 'react';
import {
  BookOpen,
  Briefcase,
  ChartLine,
  Code,
  Compass,
  FlaskConical,
  Globe,
  Heart,
  Leaf,
  MessageCircle,
  Music,
  Palette,
  PenTool,
  PiggyBank,
  Scale,
  Wrench,
  type LucideIcon,
} from 'lucide-react';

export const AVATARS = [
  '🐷',
  '🦊',
  '🦉',
  '🐝',
  '🐙',
  '🦋',
  '🐢',
  '🦁',
  '🐳',
  '🦜',
  '🌙',
  '🌿',
  '🔭',
  '📚',
  '🧭',
  '🧪',
  '🎨',
  '🎧',
  '⚖️',
  '💼',
  '📈',
  '🛠️',
  '🍳',
  '✈️',
] as const;

export const COLORS: readonly { value: string; label: string }[] = [
  { value: '#8B5CF6', label: 'Violet' },
  { value: '#4F6BED', label: 'Blue' },
  { value: '#0E8F9C', label: 'Teal' },
  { value: '#3D8B52', label: 'Green' },
  { value: '#C99A2E', label: 'Ochre' },
  { value: '#D9703A', label: 'Orange' },
  { value: '#C8455B', label: 'Red' },
  { value: '#B5539C', label: 'Plum' },
  { value: '#6B7280', label: 'Grey' },
];

const ICONS: Record<string, { label: string; Icon: LucideIcon }> = {
  pig: { label: 'Pig', Icon: PiggyBank },
  book: { label: 'Book', Icon: BookOpen },
  chart: { label: 'Chart', Icon: ChartLine },
  pen: { label: 'Pen', Icon: PenTool },
  code: { label: 'Code', Icon: Code },
  heart: { label: 'Heart', Icon: Heart },
  globe: { label: 'Globe', Icon: Globe },
  flask: { label: 'Flask', Icon: FlaskConical },
  briefcase: { label: 'Briefcase', Icon: Briefcase },
  compass: { label: 'Compass', Icon: Compass },
  palette: { label: 'Palette', Icon: Palette },
  music: { label: 'Music', Icon: Music },
  leaf: { label: 'Leaf', Icon: Leaf },
  scale: { label: 'Scales', Icon: Scale },
  wrench: { label: 'Wrench', Icon: Wrench },
  chat: { label: 'Speech', Icon: MessageCircle },
};

export const ICON_OPTIONS = Object.entries(ICONS).map(([value, { label, Icon }]) => ({
  value,
  label,
  icon: <Icon aria-hidden />,
}));

export function cardIcon(name: string): ReactElement | null {
  const known = ICONS[name];
  return known ? <known.Icon aria-hidden /> : null;
}

export const THEMES = [
  { value: 'paper', label: 'Paper' },
  { value: 'tinted', label: 'Tinted' },
  { value: 'ink', label: 'Ink' },
  { value: 'meadow', label: 'Meadow' },
  { value: 'dusk', label: 'Dusk' },
] as const;
