/** Something that a button does: whether it is under way, and its failure as a word at the foot of the window. */
import { useState } from 'react';
import { toast } from '../../components/Toast.tsx';

export function useAct(failed: string): [boolean, (work: () => Promise<unknown>) => Promise<void>] {
  const [busy, setBusy] = useState(false);
  return [
    busy,
    async (work) => {
      setBusy(true);
      try {
        await work();
      } catch (error) {
        toast.error(failed, error);
      } finally {
        setBusy(false);
      }
    },
  ];
}
