/** Settings > Sync: what else this device holds, each in a database of its own. */
import { Cloud, Download, HardDrive } from 'lucide-react';
import type { AccountView } from '../../../main/studio/accounts/contract.ts';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { toast } from '../../components/Toast.tsx';
import { countLabel } from '../morgys/words.ts';
import { exportOutbox } from './actions.ts';
import { beginSignIn, openAccount } from './join.ts';
import { whose } from './words.ts';
import css from './Sync.module.css';

export function OtherAccounts({ others, local }: { others: readonly AccountView[]; local: boolean }) {
  if (others.length === 0 && local) return null;
  return (
    <Card title="Also on this device" description="Each in a database of its own; nothing of one is shown in another.">
      <ul className={css.list}>
        {!local && (
          <li>
            <HardDrive aria-hidden size={18} />
            <span className={css.main}>
              <strong>This device alone</strong>
              <span className={css.quiet}>What was made without an account</span>
            </span>
            <Button size="sm" onClick={() => void openAccount(null)}>
              Open
            </Button>
          </li>
        )}
        {others.map((account) => (
          <li key={account.id}>
            <Cloud aria-hidden size={18} />
            <span className={css.main}>
              <span className={css.name}>
                <strong>{whose(account)}</strong>
                {!account.signedIn && <Badge>Signed out</Badge>}
              </span>
              <span className={css.quiet}>
                {account.gatewayName}, {new URL(account.gateway).host}
                {account.waiting > 0 && `, ${countLabel(account.waiting, 'change')} not sent`}
              </span>
            </span>
            {account.waiting > 0 && (
              <Button
                size="sm"
                variant="ghost"
                icon={<Download aria-hidden />}
                aria-label={`Save what waits of ${whose(account)}`}
                onClick={() => void exportOutbox(account.id)}
              >
                Save what waits…
              </Button>
            )}
            {account.signedIn && (
              <Button size="sm" aria-label={`Open ${whose(account)}`} onClick={() => void openAccount(account.id)}>
                Open
              </Button>
            )}
            {!account.signedIn && account.kind === 'cloud' && (
              <Button
                size="sm"
                aria-label={`Sign in to ${whose(account)} again`}
                onClick={() =>
                  void beginSignIn(account.gateway).catch((error: unknown) =>
                    toast.error('You are not signed in', error),
                  )
                }
              >
                Sign in again
              </Button>
            )}
            {!account.signedIn && account.kind === 'hub' && (
              <span className={css.quiet}>Pair with it again to open it</span>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
