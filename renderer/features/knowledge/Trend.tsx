/** Three measures over the runs as lines. The same figures stand in a table, for whoever can't see or wants them exactly. */
import type { RetrievalRun } from '../../../main/studio/retrieval-tests/contract.ts';
import { cx } from '../../components/cx.ts';
import { dateLabel } from '../../components/when.ts';
import { MEASURES, shareLabel, trendPoints } from './retrieval.ts';
import css from './RetrievalTests.module.css';

/** Units of the drawing, not pixels. */
const WIDTH = 400;
const HEIGHT = 72;

export function Trend({ runs }: { runs: readonly RetrievalRun[] }) {
  return (
    <figure className={css.trend}>
      <svg viewBox={`-6 -6 ${WIDTH + 12} ${HEIGHT + 12}`} aria-hidden>
        {[0, 0.5, 1].map((share) => (
          <line key={share} className={css.rule} x1={0} x2={WIDTH} y1={share * HEIGHT} y2={share * HEIGHT} />
        ))}
        {MEASURES.map(({ id }) => {
          const points = trendPoints(runs, id, WIDTH, HEIGHT);
          const last = points.at(-1);
          return (
            <g key={id} className={css[id]}>
              <polyline points={points.map(({ x, y }) => `${x},${y}`).join(' ')} />
              {last && <circle cx={last.x} cy={last.y} r={3.5} />}
            </g>
          );
        })}
      </svg>
      <figcaption className={css.legend}>
        {MEASURES.map(({ id }) => (
          <span key={id} className={cx(css.key, css[id])}>
            <svg viewBox="0 0 20 6" aria-hidden>
              <polyline points="0,3 20,3" />
            </svg>
            {id === 'mrr' ? 'MRR' : id === 'ndcg' ? 'nDCG' : 'Recall'}
          </span>
        ))}
        <span className={css.span}>{runs.length} runs, the newest on the right</span>
      </figcaption>
      <table className={css.said}>
        <caption>All runs, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">Recall</th>
            <th scope="col">MRR</th>
            <th scope="col">nDCG</th>
            <th scope="col">nDCG by words alone</th>
            <th scope="col">Looked at</th>
            <th scope="col">Knowledge</th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <tr key={run.id}>
              <th scope="row">{dateLabel(run.at)}</th>
              <td>{shareLabel(run.recall)}</td>
              <td>{shareLabel(run.mrr)}</td>
              <td>{shareLabel(run.ndcg)}</td>
              <td>{run.words ? shareLabel(run.words.ndcg) : ''}</td>
              <td>the first {run.k}</td>
              <td>
                {run.documents} documents in {run.chunks} passages, version {run.fingerprint.slice(0, 6)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
