/** An amount with every digit it has; what lies below a cent is set small. */
import css from './Earnings.module.css';
import { moneyParts } from './money.ts';

export function Amount({ micros, currency }: { micros: number; currency: string }) {
  const [whole, beyond] = moneyParts(micros, currency);
  return (
    <span className={css.amount}>
      {whole}
      {beyond !== '' && <small>{beyond}</small>}
    </span>
  );
}
