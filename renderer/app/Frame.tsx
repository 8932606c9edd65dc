/** The frame around every page: the way to each place left, the page right. In a narrow window only icons stay. */
import type { ReactNode } from 'react';
import {
  BookOpenText,
  CircleDollarSign,
  Compass,
  Landmark,
  Library,
  PackageCheck,
  Search,
  Settings,
  Trash2,
  Flag,
  Lightbulb,
  PenLine,
  UsersRound,
} from 'lucide-react';
import { cx } from '../components/cx.ts';
import { Kbd } from '../components/Kbd.tsx';
import { SyncAnnouncer, SyncMark } from '../features/sync/SyncMark.tsx';
import { WorkspaceSwitcher } from '../features/workspaces/WorkspaceSwitcher.tsx';
import { go, useRoute } from './navigation.ts';
import { openOverlay } from './overlays.ts';
import { Mark } from './Mark.tsx';
import type { Route } from './routes.ts';
import css from './Frame.module.css';

interface Place {
  label: string;
  icon: ReactNode;
  route: Route;
  /** Routes that belong to this place. */
  names: readonly Route['name'][];
}

const PLACES: readonly Place[] = [
  {
    label: 'Morgys',
    icon: <Library aria-hidden />,
    route: { name: 'library' },
    names: ['library', 'morgy', 'gallery'],
  },
  {
    label: 'Knowledge',
    icon: <BookOpenText aria-hidden />,
    route: { name: 'knowledge', query: '', morgyId: null },
    names: ['knowledge', 'document'],
  },
  { label: 'Exports', icon: <PackageCheck aria-hidden />, route: { name: 'exports', id: null }, names: ['exports'] },
  {
    label: 'Earnings',
    icon: <CircleDollarSign aria-hidden />,
    route: { name: 'earnings', tab: 'overview' },
    names: ['earnings'],
  },
  { label: 'Trash', icon: <Trash2 aria-hidden />, route: { name: 'trash' }, names: ['trash'] },
];
/** The marketing ground of one workspace; which one is chosen above them. */
const GROUND: readonly Place[] = [
  {
    label: 'Foundation',
    icon: <Landmark aria-hidden />,
    route: { name: 'foundation', section: 'overview' },
    names: ['foundation'],
  },
  {
    label: 'Onboarding',
    icon: <Compass aria-hidden />,
    route: { name: 'onboarding', step: null },
    names: ['onboarding'],
  },
  {
    label: 'Customers',
    icon: <UsersRound aria-hidden />,
    route: { name: 'icps' },
    names: ['icps', 'icp', 'icpCompare', 'icpSheet'],
  },
  {
    label: 'Campaigns',
    icon: <Flag aria-hidden />,
    route: { name: 'campaigns', show: 'campaigns' },
    names: ['campaigns', 'campaign', 'move'],
  },
  { label: 'Texts', icon: <PenLine aria-hidden />, route: { name: 'assets' }, names: ['assets', 'asset'] },
  {
    label: 'Strategies',
    icon: <Lightbulb aria-hidden />,
    route: { name: 'strategies', show: 'blackbox' },
    names: ['strategies'],
  },
];
const SETTINGS: Place = {
  label: 'Settings',
  icon: <Settings aria-hidden />,
  route: { name: 'settings', section: 'general' },
  names: ['settings'],
};

function PlaceLink({ place, here }: { place: Place; here: Route }) {
  const current = place.names.includes(here.name);
  return (
    <li>
      <button
        type="button"
        className={cx(css.place, current && css.current)}
        aria-current={current ? 'page' : undefined}
        title={place.label}
        onClick={() => go(place.route)}
      >
        {place.icon}
        <span className={css.word}>{place.label}</span>
      </button>
    </li>
  );
}

export function Frame({ banner, children }: { banner: ReactNode; children: ReactNode }) {
  const here = useRoute();
  return (
    <div className={css.frame}>
      <nav className={css.sidebar} aria-label="Main">
        <div className={css.brand}>
          <Mark />
          <span className={css.word}>Morgus Studio</span>
        </div>
        <button
          type="button"
          className={css.palette}
          aria-label="Search or do: command palette"
          onClick={() => openOverlay('palette')}
        >
          <Search aria-hidden />
          <span className={css.word}>Search or do</span>
          <span className={css.word} aria-hidden>
            <Kbd keys="Mod+K" />
          </span>
        </button>
        <ul className={css.places}>
          {PLACES.map((place) => (
            <PlaceLink key={place.label} place={place} here={here} />
          ))}
        </ul>
        <div className={css.ground}>
          <h2 className={css.heading} id="ground">
            Ground
          </h2>
          <WorkspaceSwitcher />
          <ul className={css.group} aria-labelledby="ground">
            {GROUND.map((place) => (
              <PlaceLink key={place.label} place={place} here={here} />
            ))}
          </ul>
        </div>
        <ul className={css.foot}>
          <li>
            <SyncMark />
          </li>
          <PlaceLink place={SETTINGS} here={here} />
        </ul>
        <SyncAnnouncer />
      </nav>
      <div className={css.sheet}>
        <div className={css.banner}>{banner}</div>
        {children}
      </div>
    </div>
  );
}
