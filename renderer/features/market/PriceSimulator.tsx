/** A price with fee, model cost and margin. Nothing is guessed: use and model cost are typed, or taken from one's own use. */
import { useState } from 'react';
import { microsOf, plainNumber, rateLabel } from '../../../main/contract/amount.ts';
import type { PricingModel } from '../../../main/studio/market/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { Select } from '../../components/Select.tsx';
import css from './Market.module.css';
import sheet from '../earnings/Sheet.module.css';
import { dayLabel } from '../../components/when.ts';
import { feeSource, UNIT_WORDS } from './words.ts';

const MOST = 1_000_000;
const TODAY = 'today';
/** Null where it is no count that can be reckoned with. */
function countOf(text: string): number | null {
  const value = Number(plainNumber(text) ?? Number.NaN);
  return Number.isInteger(value) && value >= 0 && value <= MOST ? value : null;
}
const faultOf = (count: number | null): string | null => (count === null ? 'A whole number up to 1,000,000.' : null);
const dollars = (micros: number): string =>
  new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumFractionDigits: 4 }).format(
    // No fee is none, not less than none.
    (micros + 0) / 1_000_000,
  );

export function PriceSimulator({ pricingModel, price }: { pricingModel: PricingModel; price: number }) {
  const [buyers, setBuyers] = useState('50');
  const [messages, setMessages] = useState('100');
  const [tokens, setTokens] = useState('1500');
  const [cost, setCost] = useState('0');
  const [chosen, setChosen] = useState(TODAY);
  const { data: measured = [] } = useStudioQuery('market.tokenCosts', {});
  const { data: terms } = useStudioQuery('market.terms', {});
  const announced = terms?.morgy.announced ?? [];
  // Terms that were withdrawn meanwhile are not reckoned with any more.
  const on = announced.find(({ since }) => since === chosen)?.since ?? null;
  const perMillion = microsOf(cost, 6);
  const counts = { buyers: countOf(buyers), messages: countOf(messages), tokens: countOf(tokens) };
  const { data: said } = useStudioQuery(
    'market.simulate',
    {
      pricingModel,
      price,
      buyers: counts.buyers ?? 0,
      messages: counts.messages ?? 0,
      tokens: counts.tokens ?? 0,
      tokenCost: perMillion ?? 0,
      on,
    },
    { keepPrevious: true },
  );
  // Nothing is shown for what could not be read: nought in its place would be a wrong answer.
  const readable = perMillion !== null && Object.values(counts).every((each) => each !== null);
  const unit = pricingModel === 'one_time' ? 'once, against one month of use' : 'a month';
  return (
    <div className={css.simulator}>
      <div className={css.fields}>
        <NumberField label="Buyers" value={buyers} min={0} error={faultOf(counts.buyers)} onChange={setBuyers} />
        <NumberField
          label="Messages a month"
          value={messages}
          min={0}
          error={faultOf(counts.messages)}
          onChange={setMessages}
        />
        <NumberField
          label="Tokens a message"
          value={tokens}
          min={0}
          error={faultOf(counts.tokens)}
          onChange={setTokens}
        />
        <NumberField
          label="Cost of a million tokens"
          prefix="$"
          value={cost}
          min={0}
          error={perMillion === null ? 'An amount like 6.20.' : null}
          onChange={setCost}
        />
      </div>
      {measured.length > 0 && (
        <div className={css.measured}>
          <span className={sheet.faint}>From your own use:</span>
          {measured.map(({ model, micros }) => (
            <Button key={model} size="sm" variant="ghost" onClick={() => setCost((micros / 1_000_000).toFixed(2))}>
              {`${model} ${dollars(micros)}`}
            </Button>
          ))}
        </div>
      )}
      {terms && announced.length > 0 && (
        <Select
          label="Sold under the terms"
          value={on ?? TODAY}
          options={[
            { value: TODAY, label: `of today, ${rateLabel(terms.morgy.feeRate)}` },
            ...announced.map(({ since, feeRate }) => ({
              value: since,
              label: `from ${dayLabel(since)} on, ${rateLabel(feeRate)}`,
            })),
          ]}
          onChange={setChosen}
        />
      )}
      {said && readable && (
        <dl className={css.result} aria-label="Result of the simulation">
          <div>
            <dt>A buyer pays {UNIT_WORDS[pricingModel] === 'a message' ? 'a month' : UNIT_WORDS[pricingModel]}</dt>
            <dd>{dollars(said.price * 10_000)}</dd>
          </div>
          <div>
            <dt>Fee ({rateLabel(said.feeRate)})</dt>
            <dd>{dollars(-said.fee * 10_000)}</dd>
          </div>
          <div>
            <dt>Model cost</dt>
            <dd>{dollars(0 - said.modelCost)}</dd>
          </div>
          <div className={css.strong}>
            <dt>Margin, {unit}</dt>
            <dd>
              {dollars(said.margin)}
              {said.marginShare !== null && ` (${(said.marginShare / 100).toFixed(1)} %)`}
            </dd>
          </div>
          <div>
            <dt>Over all buyers</dt>
            <dd>{dollars(said.total)}</dd>
          </div>
          <div>
            <dt>Pays for itself from</dt>
            <dd>{dollars(said.breakEven * 10_000)}</dd>
          </div>
        </dl>
      )}
      {terms && <p className={sheet.faint}>{feeSource(terms.morgy, on)}</p>}
      {said && readable && said.margin < 0 && (
        <p className={css.warning}>At this price each buyer costs more than they bring.</p>
      )}
    </div>
  );
}
