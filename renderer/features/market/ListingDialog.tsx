/** One listing: its terms, what is missing, the way to approval, and what the price would bring. */
import { useState } from 'react';
import { CircleAlert, CircleCheck, CircleDashed, Send, Undo2 } from 'lucide-react';
import type { CheckItem, Listing } from '../../../main/studio/market/contract.ts';
import { PRICING_MODELS, VISIBILITIES } from '../../../main/studio/market/contract.ts';
import { useStudioMutation } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { EDITOR_TABS, type EditorTab } from '../../app/routes.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { cx } from '../../components/cx.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { Select } from '../../components/Select.tsx';
import { toast } from '../../components/Toast.tsx';
import { priceProblem } from '../../form/parse.ts';
import { openRows } from '../earnings/state.ts';
import css from './Market.module.css';
import sheet from '../earnings/Sheet.module.css';
import { PriceSimulator } from './PriceSimulator.tsx';
import { lowPrice, priceOf, PRICING_WORDS, STATE_ABOUT, STATE_WORDS, UNIT_WORDS, VISIBILITY_WORDS } from './words.ts';

function Checklist({ listing, demo }: { listing: Listing; demo: boolean }) {
  const icon = (item: CheckItem) =>
    item.ok ? <CircleCheck aria-hidden /> : item.required ? <CircleAlert aria-hidden /> : <CircleDashed aria-hidden />;
  const said = (item: CheckItem): string => (item.ok ? 'there' : item.required ? 'missing' : 'would help');
  return (
    <ul className={css.checks} aria-label="What the listing needs">
      {listing.checklist.map((item) => (
        <li key={item.id} className={cx(item.ok ? css.ok : item.required ? css.missing : css.optional)}>
          {icon(item)}
          <span>
            <strong>{item.label}</strong> <span className={sheet.faint}>({said(item)})</span>
            <br />
            <span className={sheet.faint}>{item.detail}</span>
          </span>
          {!item.ok && item.tab !== null && !demo && (
            <Button
              size="sm"
              variant="ghost"
              onClick={() => {
                const tab = EDITOR_TABS.find((each): each is EditorTab => each === item.tab);
                if (tab) go({ name: 'morgy', id: listing.morgyId, tab });
              }}
            >
              Put right
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

export function ListingDialog({ listing, demo, onClose }: { listing: Listing; demo: boolean; onClose: () => void }) {
  const [price, setPrice] = useState((listing.price / 100).toFixed(2));
  const save = useStudioMutation('market.save');
  const move = useStudioMutation('market.setState');
  const cents = priceOf(price);
  const { morgyId, status } = listing;
  const free = listing.pricingModel === 'free';
  const keep = (terms: Parameters<typeof save.mutate>[0]['terms']): void => save.mutate({ morgyId, terms });
  const setState = (next: 'draft' | 'pending'): void =>
    move.mutate(
      { morgyId, status: next },
      {
        onSuccess: () =>
          toast.done({
            title: next === 'pending' ? `Handed in ${listing.name}` : `${listing.name} is a draft again`,
            ...(next === 'pending' && !demo ? { description: 'It reaches the platform with the next sync.' } : {}),
          }),
      },
    );
  const failed = save.error ?? move.error;
  return (
    <Dialog
      open
      size="lg"
      title={listing.name}
      description={status === null ? 'Not listed yet.' : `${STATE_WORDS[status]}. ${STATE_ABOUT[status]}`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          {status !== null && status !== 'draft' && (
            <Button icon={<Undo2 aria-hidden />} busy={move.isPending} onClick={() => setState('draft')}>
              Take back to work on it
            </Button>
          )}
          {(status === null || status === 'draft' || status === 'rejected') && (
            <Button
              variant="primary"
              icon={<Send aria-hidden />}
              disabled={!listing.ready}
              busy={move.isPending}
              onClick={() => setState('pending')}
            >
              Hand in for approval
            </Button>
          )}
        </>
      }
    >
      <div className={css.listing}>
        {listing.refusal !== null && (
          <Callout
            tone="bad"
            title="The cloud refused the last change"
            actions={
              <Button size="sm" onClick={() => go({ name: 'sync', show: 'parked' })}>
                Send again or let go…
              </Button>
            }
          >
            {listing.refusal}
          </Callout>
        )}
        {failed && (
          <Callout tone="bad" title="Nothing was changed">
            {failed.message}
          </Callout>
        )}
        <div className={css.terms}>
          <Select
            label="Price model"
            value={listing.pricingModel}
            options={PRICING_MODELS.map((value) => ({ value, label: PRICING_WORDS[value] }))}
            onChange={(pricingModel) => {
              if (pricingModel === 'free') setPrice('0.00');
              keep(pricingModel === 'free' ? { pricingModel, price: 0 } : { pricingModel });
            }}
          />
          <NumberField
            label={`Price ${UNIT_WORDS[listing.pricingModel]}`}
            prefix="$"
            value={price}
            min={0}
            max={999.99}
            disabled={free}
            error={priceProblem(price)}
            hint={free ? undefined : lowPrice(cents)}
            onChange={setPrice}
            onBlur={() => {
              if (cents !== null && cents !== listing.price) keep({ price: cents });
            }}
          />
          <Select
            label="Seen by"
            value={listing.visibility}
            options={VISIBILITIES.map((value) => ({ value, label: VISIBILITY_WORDS[value] }))}
            onChange={(visibility) => keep({ visibility })}
          />
        </div>
        {(listing.views > 0 || listing.purchases > 0) && (
          <p className={sheet.faint}>
            Seen {listing.views.toLocaleString('en')} times and sold{' '}
            <button
              type="button"
              className={sheet.link}
              onClick={() =>
                openRows(`Sold and refunded of ${listing.name}`, { subjects: [morgyId], kinds: ['sale', 'refund'] })
              }
            >
              {listing.purchases.toLocaleString('en')}
            </button>{' '}
            times, refunds taken off.
          </p>
        )}
        <div className={css.columns}>
          <section aria-label="Checklist">
            <h3>Before it can be handed in</h3>
            <Checklist listing={listing} demo={demo} />
          </section>
          <section aria-label="Price simulator">
            <h3>What the price would bring</h3>
            <PriceSimulator pricingModel={listing.pricingModel} price={cents ?? listing.price} />
          </section>
        </div>
      </div>
    </Dialog>
  );
}
