/** A profile on one page, as it is printed or saved as PDF. What is on the sheet is what is on the paper. */
import { useRef, type Ref } from 'react';
import { FileDown, Printer } from 'lucide-react';
import { SCORE_KEYS, STAGES, type Icp } from '../../../main/studio/icps/contract.ts';
import { useStudioQuery } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { Page } from '../../app/Page.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { savePdf } from './actions.ts';
import { AXES, Radar } from './Radar.tsx';
import css from './SheetPage.module.css';

function Part({ title, lines, quoted = false }: { title: string; lines: readonly string[]; quoted?: boolean }) {
  if (lines.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{quoted ? `“${line}”` : line}</li>
        ))}
      </ul>
    </section>
  );
}

const said = (text: string | null): string[] => (text === null || text.trim() === '' ? [] : [text]);

function Paper({ icp, ref }: { icp: Icp; ref: Ref<HTMLElement> }) {
  const { demographics: d, psychographics: p, behaviors: b, market_sophistication: m } = icp;
  const stage = m.stage === null ? [] : [`${STAGES[m.stage - 1] ?? ''}${m.reasoning === '' ? '' : `. ${m.reasoning}`}`];
  return (
    <article ref={ref} className={css.paper}>
      <header>
        <p className={css.code}>
          {[
            icp.code ?? '',
            icp.is_primary ? 'Primary customer' : icp.is_secondary ? 'Secondary customer' : 'Customer profile',
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
        <h2>{icp.name}</h2>
        {icp.tagline !== null && icp.tagline !== '' && <p className={css.tagline}>{icp.tagline}</p>}
      </header>
      <div className={css.columns}>
        <Part
          title="Who they are"
          lines={[
            ...said(d.role),
            ...(d.company_size === '' ? [] : [`Company of ${d.company_size}`]),
            ...(d.industry.length > 0 ? [d.industry.join(', ')] : []),
            ...(d.location.length > 0 ? [d.location.join(', ')] : []),
            ...(d.age_range === '' ? [] : [`Aged ${d.age_range}`]),
            ...said(d.income_range),
          ]}
        />
        <Part title="They say" lines={b.language_patterns} quoted />
        <Part title="Who they say they are" lines={said(p.identity)} />
        <Part title="Who they want to become" lines={said(p.becoming)} />
        <Part title="Beliefs" lines={p.beliefs} />
        <Part title="Fears" lines={p.fears} />
        <Part title="Values" lines={p.values} />
        <Part title="What makes them buy" lines={b.buying_triggers} />
        <Part title="Objections" lines={b.objections} />
        <Part title="Where they meet" lines={b.hangouts} />
        <Part title="What they read and watch" lines={b.consumption} />
        <Part title="Whom they follow" lines={b.follows} />
        <Part title="How much they know" lines={stage} />
        {icp.fit !== null && (
          <section>
            <h3>Score {icp.fit} of 100</h3>
            <Radar axes={AXES} shapes={[{ name: icp.name, values: SCORE_KEYS.map((key) => icp.scores[key]) }]} />
          </section>
        )}
      </div>
    </article>
  );
}

export function SheetPage({ id }: { id: string }) {
  const { data, isError, error } = useStudioQuery('icps.get', { id });
  const print = (): void => window.print();
  const sheet = useRef<HTMLElement>(null);
  const pdf = (): void => {
    if (data && sheet.current) void savePdf(data.name, sheet.current);
  };
  useCommand('icp.print', print, { enabled: data !== undefined });
  useCommand('icp.pdf', pdf, { enabled: data !== undefined });
  return (
    <Page
      title={data ? `${data.name} on one page` : 'Profile'}
      actions={
        <>
          <Button icon={<Printer aria-hidden />} disabled={!data} onClick={print}>
            Print
          </Button>
          <Button variant="primary" icon={<FileDown aria-hidden />} disabled={!data} onClick={pdf}>
            Save as PDF
          </Button>
        </>
      }
    >
      {isError && (
        <Callout tone="bad" title="This profile could not be opened">
          {error.message}
        </Callout>
      )}
      {data && <Paper icp={data} ref={sheet} />}
    </Page>
  );
}
