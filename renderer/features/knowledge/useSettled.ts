/** A value once it has stood for a moment: a live region that spoke with every key would never be quiet. */
import { useEffect, useState } from 'react';

/** @param value null while it is not known: what was said last stays */
export function useSettled(value: string | null, delay = 700): string {
  const [settled, setSettled] = useState('');
  useEffect(() => {
    if (value === null) return;
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
