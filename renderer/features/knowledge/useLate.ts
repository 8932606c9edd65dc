/** True once something has gone on for so long that a person wants a sign of it. Milliseconds. */
import { useEffect, useState } from 'react';

export function useLate(going: boolean, after = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!going) return;
    const timer = setTimeout(() => setLate(true), after);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [going, after]);
  return going && late;
}
