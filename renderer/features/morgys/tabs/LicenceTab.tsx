/** Under which terms others get the Morgy, and whether they can see it. */
import { feeOf, rateLabel } from '../../../../main/contract/amount.ts';
import { useStudioQuery } from '../../../app/client.ts';
import { Badge } from '../../../components/Badge.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { Segmented } from '../../../components/Segmented.tsx';
import { Field } from '../../../components/Field.tsx';
import { Switch } from '../../../components/Switch.tsx';
import { useStore } from 'zustand';
import { useField, useMorgyForm } from '../morgyForm.ts';
import { lowPrice } from '../../market/words.ts';
import { LICENSE_OPTIONS } from '../words.ts';
import { asCents, centsToText } from '../../../form/parse.ts';
import css from './CapabilitiesTab.module.css';
import { Row, Section, Sheet } from './Sheet.tsx';

function shareWords(cents: number, { feeRate, since }: { feeRate: number; since: string | null }): string {
  const fee = feeOf(cents, feeRate);
  const [usual, until] = since === null ? ['usual ', ', assumed until its terms arrive from the cloud'] : ['', ''];
  return `You receive $${centsToText(cents - fee)}; $${centsToText(fee)} is the platform’s ${usual}fee of ${rateLabel(feeRate)}${until}.`;
}

export function LicenceTab() {
  const license = useField('license_type');
  const price = useField('price');
  const premium = useStore(useMorgyForm().store, (state) => state.base.is_premium);
  const isPublic = useField('is_public');
  const active = useField('is_active');
  const parsed = asCents(price.value);
  const cents = parsed.ok && typeof parsed.value === 'number' ? parsed.value : null;
  const terms = useStudioQuery('market.terms', {}).data?.morgy;
  const free = license.value === 'free';
  return (
    <Sheet>
      <Section title="Licence and price" actions={premium && <Badge tone="accent">Premium</Badge>}>
        <Field label={license.label} group>
          <Segmented
            label={license.label}
            value={license.value}
            options={LICENSE_OPTIONS}
            onChange={license.onChange}
          />
        </Field>
        <Row>
          <NumberField
            {...price}
            prefix="$"
            min={0}
            max={999.99}
            step={1}
            disabled={free}
            unit={license.value === 'subscription' ? 'a month' : ''}
            hint={
              free
                ? 'A free Morgy has no price. The amount is kept should you change your mind.'
                : (lowPrice(cents) ?? (cents !== null && terms && shareWords(cents, terms)))
            }
          />
          <span />
        </Row>
      </Section>
      <Section title="Visibility">
        <div className={css.list}>
          <Switch
            label={isPublic.label}
            hint="Others may find it once it is in the cloud. On this device nothing changes."
            checked={isPublic.value}
            onChange={isPublic.onChange}
          />
          <Switch
            label={active.label}
            hint="Off means archived: kept, but out of the way."
            checked={active.value}
            onChange={active.onChange}
          />
        </div>
      </Section>
    </Sheet>
  );
}
