/**
 * Commands whose page does the work, from anywhere: the page is opened first, or it is asked which Morgy is meant. What acts
 * on something that is selected or open (duplicate, archive, print) has no such way: without it there is nothing to act on.
 */
import type { CommandId } from '../../main/contract/commands.ts';
import { saveAsFile } from '../features/morgys/actions.ts';
import { useStudioQuery } from './client.ts';
import { runWhenRegistered, useCommand } from './commands.ts';
import { go } from './navigation.ts';
import type { EditorTab, Route } from './routes.ts';
import { askWhichMorgy, type MorgyQuestion } from './whichMorgy.ts';

const ON_A_PAGE: readonly (readonly [CommandId, Route])[] = [
  ['view.cards', { name: 'library' }],
  ['view.table', { name: 'library' }],
  ['export.verify', { name: 'exports', id: null }],
  ['data.restore', { name: 'settings', section: 'data' }],
  ['data.doctor', { name: 'settings', section: 'data' }],
  ['icp.create', { name: 'icps' }],
  ['icp.import', { name: 'icps' }],
  ['icp.exportFile', { name: 'icps' }],
  ['campaign.create', { name: 'campaigns', show: 'campaigns' }],
  ['move.create', { name: 'campaigns', show: 'moves' }],
  ['asset.create', { name: 'assets' }],
];

/** Run on the tab of the Morgy that is chosen. */
const ON_A_TAB: readonly (readonly [CommandId, EditorTab, string])[] = [
  ['knowledge.addFiles', 'knowledge', 'Which Morgy gets the files?'],
  ['knowledge.addFolder', 'knowledge', 'Which Morgy gets the folder?'],
  ['knowledge.addUrl', 'knowledge', 'Which Morgy gets the web page?'],
  ['knowledge.addText', 'knowledge', 'Which Morgy gets the text?'],
  ['knowledge.addApi', 'knowledge', 'Which Morgy gets the JSON API?'],
  ['template.create', 'templates', 'Which Morgy gets the template?'],
];

function OnAPage({ id, place }: { id: CommandId; place: Route }) {
  useCommand(
    id,
    () => {
      go(place);
      runWhenRegistered(id);
    },
    { fallback: true },
  );
  return null;
}

function ForAMorgy({ id, question }: { id: CommandId; question: MorgyQuestion }) {
  useCommand(id, () => void askWhichMorgy(question), { fallback: true });
  return null;
}

/** Open or leave: whichever of the two can be done. It is known once the money pages were looked at, and no sooner needed. */
function Demo() {
  const inside = useStudioQuery('earnings.context', {}, { enabled: false }).data?.demo === true;
  useCommand(
    'earnings.demo',
    () => {
      go({ name: 'earnings', tab: 'overview' });
      runWhenRegistered('earnings.demo');
    },
    { fallback: true, label: inside ? 'Leave the Demo Workspace' : 'Open the Demo Workspace' },
  );
  return null;
}

export function ElsewhereCommands() {
  return (
    <>
      {ON_A_PAGE.map(([id, place]) => (
        <OnAPage key={id} id={id} place={place} />
      ))}
      {ON_A_TAB.map(([id, tab, title]) => (
        <ForAMorgy
          key={id}
          id={id}
          question={{
            title,
            about: 'Its page is opened, and you go on there.',
            orNew: true,
            onChosen: (morgy) => {
              go({ name: 'morgy', id: morgy.id, tab });
              runWhenRegistered(id);
            },
          }}
        />
      ))}
      <ForAMorgy
        id="export.open"
        question={{
          title: 'Which Morgy do you want to export?',
          about: 'You see exactly what will leave before a bundle is made.',
          orNew: false,
          onChosen: ({ id }) => go({ name: 'morgy', id, tab: 'export' }),
        }}
      />
      <ForAMorgy
        id="history.versions"
        question={{
          title: 'Whose versions do you want to see?',
          about: 'Each can be compared with the one before, and brought back.',
          orNew: false,
          onChosen: ({ id }) => go({ name: 'morgy', id, tab: 'history' }),
        }}
      />
      <ForAMorgy
        id="morgy.exportFile"
        question={{
          title: 'Which Morgy do you want to save as a file?',
          about: 'A complete copy, with everything it knows.',
          orNew: false,
          onChosen: (morgy) => void saveAsFile(morgy),
        }}
      />
      <Demo />
    </>
  );
}
