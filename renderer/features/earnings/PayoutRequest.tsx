/** Asking for a payout, also offline; and what the cloud refused of it, said where it was asked. */
import { useState } from 'react';
import { HandCoins, Undo2 } from 'lucide-react';
import { AMOUNT_SHAPE, microsOf } from '../../../main/contract/amount.ts';
import type { Balance, PayoutRow } from '../../../main/studio/earnings/contract.ts';
import { studio, useStudioMutation } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { toast } from '../../components/Toast.tsx';
import { moneyLabel, placesOf } from './money.ts';

/** Down to what can be paid out: a whole cent, or a whole yen. */
function plainAmount(micros: number, currency: string): string {
  const places = Math.min(2, placesOf(currency));
  const unit = 10 ** (6 - places);
  return ((Math.floor(micros / unit) * unit) / 1_000_000).toFixed(places);
}

export function RequestDialog({
  balance,
  demo,
  instead,
  onClose,
}: {
  balance: Balance;
  demo: boolean;
  /** The refused request whose place it takes. */
  instead?: PayoutRow;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState(plainAmount(Math.max(0, balance.available), balance.currency));
  const request = useStudioMutation('earnings.requestPayout');
  const micros = microsOf(typed);
  const wrong =
    micros === null
      ? AMOUNT_SHAPE
      : micros < balance.minimum
        ? `At least ${moneyLabel(balance.minimum, balance.currency)}.`
        : micros > balance.available
          ? `At most ${moneyLabel(balance.available, balance.currency)}, which is what is available.`
          : null;
  const send = (): void => {
    if (micros === null || wrong !== null) return;
    request.mutate(
      { currency: balance.currency, micros },
      {
        onSuccess: () => {
          // Only now: until the new one is made the refused one's reason can still be read.
          if (instead)
            studio
              .request('earnings.withdrawPayout', { id: instead.id })
              .catch((error: unknown) => toast.error('The refused request stays in the list', error));
          toast.done({
            title: `Requested ${moneyLabel(micros, balance.currency)}`,
            description: demo ? 'In the demo nobody decides it.' : 'The cloud decides it at the next sync.',
          });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      size="sm"
      title="Request a payout"
      description="Works offline: the request is kept here and decided by the cloud, which may refuse it and says why."
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" busy={request.isPending} disabled={wrong !== null} onClick={send}>
            Request
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <NumberField
          label={`Amount in ${balance.currency}`}
          value={typed}
          min={0}
          step={1}
          hint={
            micros === null
              ? undefined
              : `${wrong === null ? 'Requests' : 'Read as'} ${moneyLabel(micros, balance.currency)}`
          }
          error={wrong ?? request.error?.message}
          onChange={setTyped}
        />
      </form>
    </Dialog>
  );
}

export async function takeBack(row: PayoutRow): Promise<void> {
  try {
    await studio.request('earnings.withdrawPayout', { id: row.id });
    toast.done({ title: `Took back the request of ${moneyLabel(row.micros, row.currency)}` });
  } catch (error) {
    toast.error('It was not taken back', error);
  }
}

/** What the cloud refused, why, and what can be done: said where the request was made, until a person goes on. */
export function Refused({ row, balance, demo }: { row: PayoutRow; balance: Balance | undefined; demo: boolean }) {
  const [asking, setAsking] = useState(false);
  const amount = moneyLabel(row.micros, row.currency);
  const possible = balance !== undefined && balance.available >= balance.minimum;
  return (
    <Callout
      tone="bad"
      title={`Your request of ${amount} was refused`}
      actions={
        <>
          {possible && (
            <Button size="sm" variant="primary" icon={<HandCoins aria-hidden />} onClick={() => setAsking(true)}>
              Request another amount…
            </Button>
          )}
          <Button size="sm" icon={<Undo2 aria-hidden />} onClick={() => void takeBack(row)}>
            Let go of it
          </Button>
        </>
      }
    >
      <p>{row.note}</p>
      <p>
        Nothing was drawn.{' '}
        {balance === undefined
          ? ''
          : possible
            ? `As this device knows it, ${moneyLabel(balance.available, row.currency)} can be requested now.`
            : `As this device knows it, ${moneyLabel(Math.max(0, balance.available), row.currency)} is available, and a request is for at least ${moneyLabel(balance.minimum, row.currency)}: it can be made again after more sales.`}
      </p>
      {asking && balance && (
        <RequestDialog balance={balance} demo={demo} instead={row} onClose={() => setAsking(false)} />
      )}
    </Callout>
  );
}
