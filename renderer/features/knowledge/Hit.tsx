/** One passage that was found: where it stands, why it was found, and how well it fits. */
import { memo, useId } from 'react';
import { Copy, Pin } from 'lucide-react';
import type { SearchHit } from '../../../main/studio/knowledge/contract.ts';
import { Badge } from '../../components/Badge.tsx';
import { IconButton } from '../../components/IconButton.tsx';
import { copyText } from './actions.ts';
import { citationOf } from './passages.ts';
import { plainRuns, plainText } from './search.ts';
import css from './SearchPage.module.css';
import { pathLabel, shortPath } from './words.ts';

export interface HitProps {
  hit: SearchHit;
  morgyName: string | undefined;
  /** How well it fits what was asked, 0 to 1; null where that is not known. */
  share: number | null;
  onOpen: () => void;
}

const fitTitle = ({ fit = 0 }: SearchHit): string =>
  `How well it fits, of a passage that has all that was asked. It speaks of ${Math.round(fit * 100)} % of it.`;

export const Hit = memo(function Hit({ hit, morgyName, share, onOpen }: HitProps) {
  const snippetId = useId();
  const path = hit.headingPath.map(plainText).filter((part, index) => index > 0 || part !== hit.title);
  return (
    <li className={css.hit}>
      <div className={css.hitHead}>
        <button
          type="button"
          className={css.hitTitle}
          data-hit={hit.chunkId}
          aria-describedby={snippetId}
          onClick={onOpen}
        >
          {hit.title}
        </button>
        {hit.source !== undefined && (
          <span className={css.source} title={hit.source}>
            {hit.source}
          </span>
        )}
        {path.length > 0 && (
          <span className={css.path} title={pathLabel(path)}>
            › {shortPath(path)}
          </span>
        )}
        {hit.page !== null && <span className={css.page}>page {hit.page}</span>}
        {hit.pinned && <Badge icon={<Pin aria-hidden />}>Pinned</Badge>}
        {morgyName !== undefined && (
          <span className={css.owner} title={morgyName}>
            {morgyName}
          </span>
        )}
      </div>
      <p className={css.snippet} id={snippetId} dir="auto">
        {plainRuns(hit.snippet).map(({ text, match }, index) =>
          match ? <mark key={`run-${index}`}>{text}</mark> : <span key={`run-${index}`}>{text}</span>,
        )}
      </p>
      {hit.why !== undefined && <p className={css.why}>{hit.why}</p>}
      <span className={css.side}>
        {share !== null && (
          <span className={css.score} title={fitTitle(hit)}>
            {Math.round(share * 100)} %
          </span>
        )}
        <IconButton
          size="sm"
          label={`Copy the passage from ${hit.title} with its place`}
          shortcut="Mod+C"
          tabIndex={-1}
          icon={<Copy aria-hidden />}
          onClick={() => void copyText(citationOf(hit), 'The passage')}
        />
      </span>
    </li>
  );
});
