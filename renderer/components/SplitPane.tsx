/** Two panes with a rule between them that can be dragged or moved with the arrow keys. Stacked in a narrow window. */
import { useRef, useState, type ReactNode } from 'react';
import css from './SplitPane.module.css';

export interface SplitPaneProps {
  /** What the handle moves: "Width of the preview". */
  label: string;
  start: ReactNode;
  end: ReactNode;
  /** Share of the first pane, 0.2 to 0.8. */
  initial?: number;
  share?: number;
  onShareChange?: (share: number) => void;
}

const clamp = (share: number): number => Math.min(0.8, Math.max(0.2, share));

export function SplitPane({ label, start, end, initial = 0.6, share: given, onShareChange }: SplitPaneProps) {
  const [own, setOwn] = useState(initial);
  const root = useRef<HTMLDivElement>(null);
  const share = clamp(given ?? own);
  const move = (next: number): void => {
    setOwn(clamp(next));
    onShareChange?.(clamp(next));
  };
  return (
    <div ref={root} className={css.root} style={{ '--share': `${share * 100}%` }}>
      <div className={css.start}>{start}</div>
      <div
        className={css.handle}
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation="vertical"
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={20}
        aria-valuemax={80}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') move(share - 0.02);
          else if (event.key === 'ArrowRight') move(share + 0.02);
          else return;
          event.preventDefault();
        }}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={(event) => {
          const box = root.current?.getBoundingClientRect();
          if (box && event.currentTarget.hasPointerCapture(event.pointerId))
            move((event.clientX - box.left) / box.width);
        }}
      />
      <div className={css.end}>{end}</div>
    </div>
  );
}
