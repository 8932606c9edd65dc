/**
 * Two or three profiles side by side. What they share is marked; rows in which all say the same step back, and those in which
 * none says anything are one line.
 */
import { Columns3 } from 'lucide-react';
import { SCORE_KEYS } from '../../../main/studio/icps/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import { Badge } from '../../components/Badge.tsx';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import css from './Icps.module.css';
import { AXES, Radar, RadarLegend } from './Radar.tsx';

export function ComparePage({ ids }: { ids: readonly string[] }) {
  const { data, isError, error } = useStudioQuery('icps.compare', { ids: [...ids] });
  return (
    <Page title="Compare customers">
      {isError && (
        <EmptyState
          icon={<Columns3 aria-hidden />}
          title="These cannot be compared"
          actions={<Button onClick={() => go({ name: 'icps' })}>To the customers</Button>}
        >
          {error.message}
        </EmptyState>
      )}
      {data && (
        <>
          <div className={css.legend}>
            <Radar
              axes={AXES}
              shapes={data.icps.map(({ name, scores }) => ({ name, values: SCORE_KEYS.map((key) => scores[key]) }))}
            />
            <RadarLegend
              names={data.icps.map(({ name, fit }) =>
                fit === null ? `${name} (not judged yet)` : `${name}: ${fit} of 100`,
              )}
            />
          </div>
          <table className={css.compare}>
            <thead>
              <tr>
                <th scope="col" className={css.fieldHead}>
                  Field
                </th>
                {data.icps.map(({ id, name, is_primary }) => (
                  <th key={id} scope="col">
                    <button type="button" className={css.link} onClick={() => go({ name: 'icp', id })}>
                      {name}
                    </button>{' '}
                    {is_primary && <Badge tone="accent">primary</Badge>}
                  </th>
                ))}
              </tr>
            </thead>
            {data.sections.map(({ title, rows }) => {
              const told = rows.filter(({ values }) => values.some((lines) => lines.length > 0));
              const silent = rows.filter((row) => !told.includes(row));
              return (
                <tbody key={title}>
                  <tr className={css.group}>
                    <th scope="rowgroup" colSpan={data.icps.length + 1}>
                      {title}
                    </th>
                  </tr>
                  {told.map(({ label, values, shared, same }) => (
                    <tr key={label} className={cx(same && css.same)}>
                      <th scope="row">{label}</th>
                      {values.map((lines, i) => (
                        <td key={data.icps[i]?.id}>
                          {lines.length === 0 ? (
                            <span className={css.quiet}>says nothing</span>
                          ) : (
                            <ul>
                              {lines.map((line) => {
                                const common =
                                  !same &&
                                  shared.some((each) => each.toLowerCase().trim() === line.toLowerCase().trim());
                                return (
                                  <li key={line}>
                                    <span className={cx(common && css.shared)}>{line}</span>
                                  </li>
                                );
                              })}
                            </ul>
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                  {silent.length > 0 && (
                    <tr className={css.silent}>
                      <th scope="row">{told.length > 0 ? 'None says' : 'None says anything'}</th>
                      <td colSpan={data.icps.length}>{silent.map(({ label }) => label).join(', ')}</td>
                    </tr>
                  )}
                </tbody>
              );
            })}
          </table>
        </>
      )}
    </Page>
  );
}
