/** The alternatives: a list, the comparison side by side, and the map. */
import { competitor, type ItemOf } from '../../../../main/studio/foundations/contract.ts';
import { Section } from '../../morgys/tabs/Sheet.tsx';
import { ListEditor } from '../ListEditor.tsx';
import { competitorList } from '../lists.tsx';
import { PositioningMap } from '../PositioningMap.tsx';
import css from '../Sections.module.css';
import { useGround } from '../useGround.ts';
import { COMPETITOR_OPTIONS, labelOf, THREAT_OPTIONS } from '../words.ts';

type Competitor = ItemOf<'competitors'>;

const ROWS: readonly { label: string; of: (one: Competitor) => string }[] = [
  { label: 'Kind', of: (one) => labelOf(COMPETITOR_OPTIONS, one.type) },
  { label: 'Threat', of: (one) => labelOf(THREAT_OPTIONS, one.threatLevel) },
  { label: 'Promise', of: (one) => one.corePromise },
  { label: 'Why people like it', of: (one) => one.appeal },
  { label: 'Where it is weak', of: (one) => one.weakness },
  { label: 'Against it', of: (one) => one.yourLeverage },
  { label: 'Against you', of: (one) => one.theirLeverage },
  { label: 'When people switch', of: (one) => one.switchTriggers },
];

export function AlternativesSection() {
  const { competitors } = useGround().foundation;
  return (
    <Section title="Alternatives" description="Everything that is chosen instead of you, doing nothing new among it.">
      <ListEditor
        config={competitorList}
        items={competitors}
        movable
        empty="Nothing yet. The first one to write down is what people do today: paper, a spreadsheet, or nothing at all."
      />
    </Section>
  );
}

export function ComparisonSection() {
  const { foundation } = useGround();
  const { competitors, positioning } = foundation;
  const ownPromise =
    positioning.statements.find((one) => one.type === 'value-prop')?.content ?? positioning.positioning_statement;
  const you: Competitor = {
    ...competitor.parse({ id: 'you', name: foundation.company_name ?? 'You' }),
    corePromise: ownPromise,
    appeal: positioning.differentiators.join('; '),
  };
  return (
    <Section title="Comparison" description="What is empty here is what you have not looked into yet.">
      {competitors.length === 0 ? (
        <p className={css.faint}>There is nothing to compare with yet: add an alternative first.</p>
      ) : (
        <div className={css.tableFrame} role="region" aria-label="Comparison" tabIndex={0}>
          <table className={css.table}>
            <thead>
              <tr>
                <th scope="col">
                  <span className={css.said}>Compared by</span>
                </th>
                <th scope="col" className={css.you}>
                  {you.name}
                </th>
                {competitors.map((one) => (
                  <th key={one.id} scope="col">
                    {one.name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {ROWS.map(({ label, of }, at) => (
                <tr key={label}>
                  <th scope="row">{label}</th>
                  <td className={css.you}>{at < 2 || at > 3 ? '' : of(you) || <Unknown />}</td>
                  {competitors.map((one) => (
                    <td key={one.id}>{of(one) || <Unknown />}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

const Unknown = () => <span className={css.faint}>not known</span>;

export function MapSection() {
  return (
    <Section title="Map" description="Choose two differences that matter to customers, and place everyone honestly.">
      <PositioningMap />
    </Section>
  );
}

export function CompetitorsSection() {
  return (
    <>
      <AlternativesSection />
      <ComparisonSection />
      <MapSection />
    </>
  );
}
