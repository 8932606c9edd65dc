/** Settings > Sync: joining a hub by its link, or a cloud by its address. */
import { useState, type FormEvent } from 'react';
import { Link2, LogIn } from 'lucide-react';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { TextField } from '../../components/TextField.tsx';
import { beginPairing, beginSignIn } from './join.ts';
import { JoinProblem } from './JoinDialog.tsx';
import css from './Sync.module.css';

/** A field and what is done with what stands in it; the reason of a failure stays beside it. */
function JoinForm({
  label,
  placeholder,
  action,
  icon,
  begin,
  initial = '',
}: {
  label: string;
  placeholder: string;
  action: string;
  icon: React.ReactNode;
  begin: (text: string) => Promise<void>;
  initial?: string;
}) {
  const [text, setText] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setProblem(null);
    begin(text.trim()).catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)));
  };
  return (
    <>
      <form className={css.form} onSubmit={submit}>
        <TextField label={label} placeholder={placeholder} value={text} onChange={setText} />
        <Button type="submit" icon={icon} disabled={text.trim() === ''}>
          {action}
        </Button>
      </form>
      <JoinProblem message={problem} />
    </>
  );
}

export function JoinCards({ another }: { another: boolean }) {
  return (
    <>
      <Card
        title={another ? 'Pair with another hub' : 'Pair with a hub'}
        description="A hub is a small cloud of your own on one computer. It shows a pairing link when it starts (npm run hub). Opening the link does the same as pasting it here."
      >
        <JoinForm
          label="Pairing link"
          placeholder="morgus://pair?…"
          action="Continue"
          icon={<Link2 aria-hidden />}
          begin={beginPairing}
        />
      </Card>
      <Card
        title={another ? 'Sign in to another cloud' : 'Sign in to a cloud'}
        description="Whoever runs it tells you its address. You sign in in your browser, and the studio never sees your password."
      >
        <JoinForm
          label="Address of the cloud"
          placeholder="https://cloud.example.com"
          action="Sign in"
          icon={<LogIn aria-hidden />}
          begin={beginSignIn}
        />
      </Card>
    </>
  );
}
