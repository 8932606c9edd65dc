/** The newest run against the one before it, or any earlier one: figures, the trend, and every question, worst first. */
import { useState } from 'react';
import { ArrowDown, ArrowUp, Minus } from 'lucide-react';
import type { RetrievalRun } from '../../../main/studio/retrieval-tests/contract.ts';
import { cx } from '../../components/cx.ts';
import { Select } from '../../components/Select.tsx';
import { dateLabel } from '../../components/when.ts';
import { countLabel } from '../morgys/words.ts';
import {
  changeLabel,
  differences,
  foundInstead,
  gapsOf,
  MEASURES,
  movementOf,
  rankLabel,
  shareLabel,
  worstFirst,
  type Movement,
} from './retrieval.ts';
import css from './RetrievalTests.module.css';
import { Trend } from './Trend.tsx';

const SIGNS: Record<Movement, { Icon: typeof ArrowUp | null; word: string }> = {
  better: { Icon: ArrowUp, word: 'better' },
  worse: { Icon: ArrowDown, word: 'worse' },
  same: { Icon: Minus, word: 'as before' },
  new: { Icon: null, word: 'new' },
};

function toneOf(now: number, before: number): string | undefined {
  const change = Math.round((now - before) * 100);
  if (change === 0) return undefined;
  return change > 0 ? css.good : css.bad;
}

export function RunView({ runs, latest }: { runs: readonly RetrievalRun[]; latest: RetrievalRun }) {
  const earlier = runs.filter(({ id }) => id !== latest.id);
  const [against, setAgainst] = useState(earlier[0]?.id ?? '');
  const before = earlier.find(({ id }) => id === against) ?? earlier[0];
  const missed = latest.results.filter(({ rank }) => rank === null).length;
  return (
    <div className={css.view}>
      <header className={css.viewHead}>
        <p className={css.when} role="status">
          {dateLabel(latest.at)}: {countLabel(latest.questions, 'question')},{' '}
          {missed === 0 ? 'all of them found' : `${missed.toLocaleString('en')} found nothing right`}
        </p>
        {before && (
          <Select
            size="sm"
            label="Compared with"
            hideLabel
            className={css.against}
            value={before.id}
            options={earlier.map((run, index) => ({
              value: run.id,
              label: index === 0 ? `The run before, ${dateLabel(run.at)}` : dateLabel(run.at),
              hint: `${shareLabel(run.recall)} recall@${run.k}, ${countLabel(run.questions, 'question')}`,
            }))}
            onChange={setAgainst}
          />
        )}
      </header>
      <dl className={css.figures}>
        {MEASURES.map(({ id, name, meaning }) => (
          <div key={id} className={css.figure} title={meaning}>
            <dt>{name(latest.k)}</dt>
            <dd>
              <span className={css.value}>{shareLabel(latest[id])}</span>
              {before && (
                <span className={cx(css.change, before.k === latest.k && toneOf(latest[id], before[id]))}>
                  {changeLabel(latest[id], before[id])}
                </span>
              )}
              {latest.words && (
                <span className={css.words} title="The same questions answered by words alone">
                  words alone {shareLabel(latest.words[id])}
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {before && differences(latest, before).length > 0 && (
        <p className={css.quiet}>{differences(latest, before).join(' ')}</p>
      )}
      {runs.length > 1 && <Trend runs={runs} />}
      <Results latest={latest} before={before} />
      <Gaps latest={latest} />
    </div>
  );
}

/** What the knowledge does not answer, in words that say what to do about it. */
function Gaps({ latest }: { latest: RetrievalRun }) {
  const gaps = gapsOf(latest.results);
  if (gaps.length === 0) return null;
  return (
    <section className={css.gaps} aria-label="Gaps in the knowledge">
      <h3>Gaps in the knowledge</h3>
      {gaps.map(({ gap, heading, advice, questions }) => (
        <div key={gap}>
          <p className={css.gapHead}>
            {heading} <span className={css.quiet}>{advice}</span>
          </p>
          <ul>
            {questions.map(({ questionId, question }) => (
              <li key={questionId}>{question}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Results({ latest, before }: { latest: RetrievalRun; before: RetrievalRun | undefined }) {
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label="Result of each question">
      <table className={css.results}>
        <thead>
          <tr>
            <th scope="col">Question</th>
            <th scope="col">Found at</th>
            {latest.words && <th scope="col">Words alone</th>}
            {before && <th scope="col">Before</th>}
            <th scope="col">First instead</th>
          </tr>
        </thead>
        <tbody>
          {worstFirst(latest.results).map((result) => {
            const movement = movementOf(result, before);
            const { Icon, word } = SIGNS[movement];
            const earlier = before?.results.find(({ questionId }) => questionId === result.questionId);
            return (
              <tr key={result.questionId}>
                <th scope="row">{result.question}</th>
                <td className={cx(css.rank, result.rank === null && css.bad)}>{rankLabel(result.rank, latest.k)}</td>
                {latest.words && <td className={css.before}>{rankLabel(result.wordsRank ?? null, latest.k)}</td>}
                {before && (
                  <td className={cx(css.before, css[movement])}>
                    {Icon && <Icon aria-hidden />}
                    {earlier ? rankLabel(earlier.rank, before.k) : ''} <span className={css.word}>{word}</span>
                  </td>
                )}
                <td className={css.instead}>{foundInstead(result) ?? (result.rank === 1 ? '' : 'nothing at all')}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
