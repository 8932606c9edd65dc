/** Above an open thing that lies in the trash meanwhile: moved there on another device, or from another page. */
import type { RequestInput } from '../../main/contract/index.ts';
import { studio } from '../app/client.ts';
import { go } from '../app/navigation.ts';
import { Button } from '../components/Button.tsx';
import { Callout } from '../components/Callout.tsx';
import { toast } from '../components/Toast.tsx';

export interface GoneNoticeProps {
  /** "Morgy", "profile": as a sentence names it. */
  what: string;
  item: RequestInput<'trash.restore'>['items'][number];
}

export function GoneNotice({ what, item }: GoneNoticeProps) {
  const bringBack = async (): Promise<void> => {
    try {
      await studio.request('trash.restore', { items: [item] });
      toast.done({ title: `The ${what} is back` });
    } catch (error) {
      toast.error(`The ${what} was not brought back`, error);
    }
  };
  return (
    <Callout
      tone="warn"
      title={`This ${what} was moved to the trash`}
      actions={
        <>
          <Button onClick={() => go({ name: 'trash' })}>Look in the trash</Button>
          <Button variant="primary" onClick={() => void bringBack()}>
            Bring it back
          </Button>
        </>
      }
    >
      It happened on another device or on another page. What you write here is kept with it.
    </Callout>
  );
}
