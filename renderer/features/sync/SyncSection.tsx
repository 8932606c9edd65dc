/** Settings > Sync: the account that is open, joining and leaving one, this device and the others. */
import { useEffect, useState } from 'react';
import { useStudioQuery } from '../../app/client.ts';
import { Callout } from '../../components/Callout.tsx';
import { Card } from '../../components/Card.tsx';
import { CurrentAccount } from './CurrentAccount.tsx';
import { Devices } from './Devices.tsx';
import { JoinCards } from './JoinCards.tsx';
import { OtherAccounts } from './OtherAccounts.tsx';
import { isInStep } from './words.ts';

/** Milliseconds: “5 minutes ago” grows while the page stays open. */
const TICK = 30_000;

export function SyncSection() {
  const accounts = useStudioQuery('accounts.state', {});
  const sync = useStudioQuery('sync.state', {});
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const ticking = setInterval(() => setNow(Date.now()), TICK);
    return () => clearInterval(ticking);
  }, []);
  const failed = accounts.error ?? sync.error;
  if (failed)
    return (
      <Callout tone="bad" title="The accounts could not be read">
        {failed.message}
      </Callout>
    );
  if (!accounts.data || !sync.data) return null;
  const { current, others, kept } = accounts.data;
  return (
    <>
      {current && sync.data.kind === 'account' ? (
        <>
          <CurrentAccount account={current} view={sync.data} kept={kept} now={now} />
          <Devices hereInStep={isInStep(sync.data)} now={now} />
        </>
      ) : (
        <Card title="This device alone">
          <p>
            Everything you write is saved on this device, and works without any network. Join an account to have the
            same on your other devices, and links for the bundles you share.
          </p>
        </Card>
      )}
      <JoinCards another={current !== null} />
      <OtherAccounts others={others} local={current === null} />
    </>
  );
}
