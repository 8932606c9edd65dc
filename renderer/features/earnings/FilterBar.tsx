/** Which rows the figures are of: dates, currency, Morgys, product, licence; and views kept for later. */
import { useState } from 'react';
import { Bookmark, Globe, ListFilter, ZoomOut } from 'lucide-react';
import { v7 as uuid } from 'uuid';
import type { EarningsContext, Preferences } from '../../../main/studio/earnings/contract.ts';
import { FIRST_DAY, LAST_DAY, LICENCES, PRODUCTS, rangeProblem } from '../../../main/studio/earnings/contract.ts';
import { studio } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox } from '../../components/Checkbox.tsx';
import { Combo } from '../../components/Combo.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { Menu, type MenuEntry } from '../../components/Menu.tsx';
import { Popover } from '../../components/Popover.tsx';
import { Select } from '../../components/Select.tsx';
import { TextField } from '../../components/TextField.tsx';
import { toast } from '../../components/Toast.tsx';
import css from './Earnings.module.css';
import { PRESETS } from './presets.ts';
import { lookOf, settle, useMoney } from './state.ts';
import { rangeLabel } from '../../components/when.ts';
import { LICENCE_WORDS, PRODUCT_WORDS } from './words.ts';

const ZONES = Intl.supportedValuesOf('timeZone');
const FREE = 'free';
const EVERY = 'every';

export async function keepPreferences(patch: Partial<Preferences>): Promise<boolean> {
  try {
    await studio.request('earnings.setPreferences', patch);
    return true;
  } catch (error) {
    toast.error('This was not kept', error);
    return false;
  }
}

function toggled<T>(list: readonly T[], value: T, on: boolean): T[] {
  return on ? [...list, value] : list.filter((each) => each !== value);
}

function More({ context, money }: { context: EarningsContext; money: boolean }) {
  const { subjects, products, licences, set } = useMoney();
  const chosen = subjects.length + (money ? products.length + licences.length : 0);
  return (
    <Popover
      label="Filter"
      trigger={
        <Button size="sm" icon={<ListFilter aria-hidden />}>
          {chosen === 0 ? 'Filter' : `Filter (${chosen})`}
        </Button>
      }
    >
      <div className={css.filters}>
        {money && (
          <>
            <fieldset>
              <legend>Kind</legend>
              {PRODUCTS.map((product) => (
                <Checkbox
                  key={product}
                  label={PRODUCT_WORDS[product]}
                  checked={products.includes(product)}
                  onChange={(on) => set({ products: toggled(products, product, on) })}
                />
              ))}
            </fieldset>
            <fieldset>
              <legend>Licence</legend>
              {LICENCES.map((licence) => (
                <Checkbox
                  key={licence}
                  label={LICENCE_WORDS[licence]}
                  checked={licences.includes(licence)}
                  onChange={(on) => set({ licences: toggled(licences, licence, on) })}
                />
              ))}
            </fieldset>
          </>
        )}
        <fieldset className={css.subjects}>
          <legend>Morgys and agents</legend>
          {context.subjects.map(({ id, name }) => (
            <Checkbox
              key={id}
              label={name}
              checked={subjects.includes(id)}
              onChange={(on) => set({ subjects: toggled(subjects, id, on) })}
            />
          ))}
        </fieldset>
        <Button
          size="sm"
          variant="ghost"
          disabled={chosen === 0}
          onClick={() => set({ subjects: [], products: [], licences: [] })}
        >
          Everything
        </Button>
      </div>
    </Popover>
  );
}

function Views({ context }: { context: EarningsContext }) {
  const look = useMoney();
  const [name, setName] = useState<string | null>(null);
  const { views } = context.preferences;
  const save = async (): Promise<void> => {
    const wanted = (name ?? '').trim();
    const { filter, by, dimension } = settle(look, context);
    const view = {
      id: uuid(),
      name: wanted,
      preset: look.preset,
      by,
      dimension,
      filter: {
        from: look.preset === null ? (filter.from ?? null) : null,
        to: look.preset === null ? (filter.to ?? null) : null,
        currency: look.currency,
        kinds: [],
        subjects: [...look.subjects],
        listings: [],
        licences: [...look.licences],
        products: [...look.products],
        cohort: null,
        part: null,
      },
    };
    if (await keepPreferences({ views: [...views.filter((each) => each.name !== wanted), view] })) setName(null);
  };
  const entries: MenuEntry[] = [
    ...views.map((view) => ({ label: view.name, onSelect: () => look.set(lookOf(view)) })),
    ...(views.length > 0 ? [{ kind: 'separator' as const }] : []),
    { label: 'Keep this view…', onSelect: () => setName('') },
    ...views.map((view) => ({
      label: `Let go of “${view.name}”`,
      danger: true,
      onSelect: () => void keepPreferences({ views: views.filter((each) => each.id !== view.id) }),
    })),
  ];
  return (
    <>
      <Menu
        trigger={
          <Button size="sm" icon={<Bookmark aria-hidden />}>
            Views
          </Button>
        }
        entries={entries}
      />
      {name !== null && (
        <Dialog
          open
          size="sm"
          title="Keep this view"
          description="Its dates move with the calendar when they are a preset. A view of the same name is replaced."
          onClose={() => setName(null)}
          actions={
            <>
              <Button onClick={() => setName(null)}>Cancel</Button>
              <Button variant="primary" disabled={name.trim() === ''} onClick={() => void save()}>
                Keep
              </Button>
            </>
          }
        >
          <TextField label="Name" value={name} maxLength={60} onChange={setName} />
        </Dialog>
      )}
    </>
  );
}

function ZoneChoice({ context }: { context: EarningsContext }) {
  const [typed, setTyped] = useState(context.timeZone);
  const known = ZONES.includes(typed) || typed === 'UTC';
  return (
    <Popover
      label="Time zone"
      align="end"
      trigger={
        <Button size="sm" variant="ghost" icon={<Globe aria-hidden />}>
          {context.timeZone}
        </Button>
      }
    >
      <div className={css.filters}>
        <Combo
          label="Time zone"
          hint="Days begin and end in it, also where clocks change."
          value={typed}
          suggestions={ZONES}
          error={known ? null : 'There is no such time zone. Choose one of the list, like Europe/Berlin.'}
          onChange={setTyped}
        />
        <div className={css.row}>
          <Button
            size="sm"
            variant="primary"
            disabled={!known || typed === context.timeZone}
            onClick={() => void keepPreferences({ timeZone: typed })}
          >
            Use it
          </Button>
          <Button size="sm" onClick={() => void keepPreferences({ timeZone: null })}>
            The system’s
          </Button>
        </div>
      </div>
    </Popover>
  );
}

export interface FilterBarProps {
  context: EarningsContext;
  /** What the page can be narrowed by besides dates: everything of money, Morgys alone, or nothing. */
  narrow?: 'money' | 'subjects' | 'nothing';
  /** Rows of every currency may stand side by side; sums are still by currency. */
  everyCurrency?: boolean;
}

export function FilterBar({ context, narrow = 'money', everyCurrency = false }: FilterBarProps) {
  const look = useMoney();
  const { from, to, filter } = settle(look, context);
  const shown = look.typed ?? { from, to };
  const wrong = rangeProblem(shown.from, shown.to);
  return (
    <div className={css.filterBar}>
      <Select
        label="Range"
        hideLabel
        size="sm"
        value={look.preset ?? FREE}
        options={[...PRESETS.map(({ id, label }) => ({ value: id, label })), { value: FREE, label: 'Free range' }]}
        onChange={(preset) => look.set(preset === FREE ? { preset: null, from, to } : { preset })}
      />
      <TextField
        label="From"
        hideLabel
        type="date"
        className={css.date}
        value={shown.from}
        min={FIRST_DAY}
        max={LAST_DAY}
        onChange={(next) => next !== '' && look.type(next, shown.to)}
      />
      <TextField
        label="To"
        hideLabel
        type="date"
        className={css.date}
        value={shown.to}
        min={FIRST_DAY}
        max={LAST_DAY}
        error={wrong === null ? null : `${wrong} Shown: ${rangeLabel(from, to)}.`}
        onChange={(next) => next !== '' && look.type(shown.from, next)}
      />
      {narrow === 'money' && context.currencies.length > 1 && (
        <Select
          label="Currency"
          hideLabel
          size="sm"
          value={(everyCurrency && look.currency === null ? null : filter.currency) ?? EVERY}
          options={[
            ...(everyCurrency ? [{ value: EVERY, label: 'Every currency' }] : []),
            ...context.currencies.map(({ code }) => ({ value: code, label: code })),
          ]}
          onChange={(currency) => look.set({ currency: currency === EVERY ? null : currency })}
        />
      )}
      {narrow !== 'nothing' && <More context={context} money={narrow === 'money'} />}
      {narrow === 'money' && <Views context={context} />}
      {look.closer.length > 0 && (
        <Button size="sm" variant="ghost" icon={<ZoomOut aria-hidden />} onClick={() => look.zoomOut()}>
          Zoom out
        </Button>
      )}
      <span className={css.gap} />
      <ZoneChoice key={context.timeZone} context={context} />
    </div>
  );
}
