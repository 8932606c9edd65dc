/** Asks before anything of this device goes to a hub or a cloud: to which one, as whom, and what would be uploaded. */
import { useState } from 'react';
import { STAYS_APART, type Attempt } from '../../../main/studio/accounts/contract.ts';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { TextField } from '../../components/TextField.tsx';
import { countLabel } from '../morgys/words.ts';
import { cancelJoining, join, openBrowser, pairAgain, useJoining, type Joining, type LocalWorkChoice } from './join.ts';
import { uploadWords } from './words.ts';
import css from './Sync.module.css';

const place = ({ gatewayName, gateway }: Attempt): string => `${gatewayName} at ${new URL(gateway).host}`;

function Choice({
  value,
  chosen,
  title,
  words,
  onChoose,
}: {
  value: LocalWorkChoice;
  chosen: LocalWorkChoice;
  title: string;
  words: string;
  onChoose: (value: LocalWorkChoice) => void;
}) {
  return (
    <div className={css.choice}>
      <input
        type="radio"
        id={`local-work-${value}`}
        name="local-work"
        value={value}
        checked={chosen === value}
        aria-describedby={`local-work-${value}-words`}
        onChange={() => onChoose(value)}
      />
      <label htmlFor={`local-work-${value}`}>{title}</label>
      <span id={`local-work-${value}-words`}>{words}</span>
    </div>
  );
}

const listed = (counts: readonly { label: string; count: number }[]): string =>
  counts.map(({ label, count }) => `${count.toLocaleString('en')} ${label}`).join(', ');

function Confirm({ joining }: { joining: Extract<Joining, { stage: 'confirm' | 'joining' }> }) {
  const [choice, setChoice] = useState<LocalWorkChoice>('take');
  const { attempt } = joining;
  const problem = joining.stage === 'confirm' ? joining.problem : null;
  const [link, setLink] = useState(problem?.tried ?? '');
  const work = attempt.localWork;
  const { known, who } = joining;
  const asks = work !== null && work.rows > 0 && !known;
  return (
    <Dialog
      open
      onClose={cancelJoining}
      title={attempt.kind === 'hub' ? `Pair with ${attempt.gatewayName}?` : `Join ${attempt.gatewayName}?`}
      description={
        who === null
          ? `This device will be in step with ${place(attempt)}. Join only a hub that you started or that you trust with your work.`
          : `You signed in to ${place(attempt)} as ${who}.`
      }
      actions={
        <>
          <Button onClick={cancelJoining}>Cancel</Button>
          {problem?.spent === true ? (
            <Button variant="primary" disabled={link.trim() === ''} onClick={() => void pairAgain(link.trim())}>
              Continue
            </Button>
          ) : (
            <Button
              variant="primary"
              busy={joining.stage === 'joining'}
              onClick={() => void join(asks ? choice : 'leave')}
            >
              {attempt.kind === 'hub' ? 'Pair' : 'Join'}
            </Button>
          )}
        </>
      }
    >
      {problem !== null &&
        (problem.spent ? (
          <TextField
            label="New pairing link"
            placeholder="morgus://pair?…"
            hint="The hub shows one when it starts, and with: npm run hub -- pair"
            error={problem.message}
            value={link}
            onChange={setLink}
          />
        ) : (
          <JoinProblem message={problem.message} />
        ))}
      {attempt.unencrypted && (
        <Callout tone="warn" title="The connection is not encrypted">
          Everyone in the network between can read what travels. Pair like this only in a network that you trust.
        </Callout>
      )}
      {known && (
        <p>This account has been on this device before. Its own database is opened again, with what still waits.</p>
      )}
      {known && work !== null && work.rows > 0 && <Callout title="Your other work stays apart">{STAYS_APART}</Callout>}
      {asks && (
        <fieldset className={css.choices}>
          <legend>What is on this device: {listed(work.counts) || countLabel(work.rows, 'row')}</legend>
          <Choice
            value="take"
            chosen={choice}
            onChoose={setChoice}
            title="Take it into the account"
            words={uploadWords(work.rows)}
          />
          <Choice
            value="leave"
            chosen={choice}
            onChoose={setChoice}
            title="Keep it apart"
            words="Nothing is uploaded. It stays on this device in a database of its own, and you can go back to it in these settings."
          />
        </fieldset>
      )}
      {work === null && !known && (
        <p>The account that is open now stays as it is, in its own database. Nothing of it is shown in the new one.</p>
      )}
    </Dialog>
  );
}

function InBrowser({ joining }: { joining: Extract<Joining, { stage: 'browser' }> }) {
  return (
    <Dialog
      open
      onClose={cancelJoining}
      title={`Sign in to ${joining.attempt.gatewayName}`}
      description="Your browser shows the sign-in. The studio never sees your password; come back here when you are done."
      actions={
        <>
          <Button onClick={cancelJoining}>Cancel</Button>
          <Button onClick={() => void openBrowser(joining.url)}>Open the browser again</Button>
        </>
      }
    >
      <ProgressBar label="Waiting for your browser" share={null} />
      <p className={css.address}>
        If no browser opens, go to <code>{joining.url}</code>
      </p>
    </Dialog>
  );
}

export function JoinDialog() {
  const { joining } = useJoining();
  switch (joining.stage) {
    case 'none':
      return null;
    case 'asking':
      return (
        <Dialog open size="sm" onClose={cancelJoining} title="One moment">
          <ProgressBar label="Asking who answers there" share={null} />
        </Dialog>
      );
    case 'browser':
      return <InBrowser joining={joining} />;
    case 'confirm':
    case 'joining':
      return <Confirm joining={joining} />;
  }
}

/** Why a link or an address led nowhere, at the field where it was given. */
export function JoinProblem({ message }: { message: string | null }) {
  return message === null ? null : (
    <Callout tone="bad" title="It cannot be joined">
      {message}
    </Callout>
  );
}
