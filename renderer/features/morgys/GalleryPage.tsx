/** Starter Morgys: complete ones to begin from. Choosing one makes a copy that is entirely one's own. */
import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Avatar } from '../../components/Avatar.tsx';
import { Callout } from '../../components/Callout.tsx';
import { toast } from '../../components/Toast.tsx';
import { useStudioMutation, useStudioQuery } from '../../app/client.ts';
import { runCommand } from '../../app/commands.ts';
import { go } from '../../app/navigation.ts';
import { Page } from '../../app/Page.tsx';
import css from './GalleryPage.module.css';
import { categoryLabel, countLabel } from './words.ts';

export function GalleryPage() {
  const starters = useStudioQuery('morgys.starters', {});
  const create = useStudioMutation('morgys.createFromStarter');
  const [making, setMaking] = useState<string | null>(null);

  const choose = (key: string): void => {
    setMaking(key);
    create.mutate(
      { key },
      {
        onSuccess: (morgy) => {
          go({ name: 'morgy', id: morgy.id, tab: 'identity' });
          toast.done({ title: `Made ${morgy.name}`, description: 'It is yours: change whatever you like.' });
        },
        onError: (error) => toast.error('No Morgy was made', error),
        onSettled: () => setMaking(null),
      },
    );
  };

  return (
    <Page
      title="Gallery"
      mark="Complete Morgys to begin from"
      actions={<Button onClick={() => runCommand('morgy.create')}>Begin empty</Button>}
    >
      {starters.isError && (
        <Callout tone="bad" title="The gallery could not be read">
          {starters.error.message}
        </Callout>
      )}
      <ul className={css.grid}>
        {starters.data?.map((starter) => (
          <li key={starter.key} className={css.card} style={{ '--tint': starter.appearance.color }}>
            <Avatar size="lg" avatar={starter.appearance.avatar} color={starter.appearance.color} />
            <div className={css.words}>
              <h2 className={css.name}>{starter.name}</h2>
              <p className={css.kind}>
                {categoryLabel(starter.category)}
                {starter.templates > 0 && ` · ${countLabel(starter.templates, 'template')}`}
              </p>
              <p className={css.promise}>{starter.promise}</p>
              <p className={css.description}>{starter.description}</p>
            </div>
            <Button
              className={css.use}
              busy={making === starter.key}
              disabled={making !== null}
              aria-label={`Use ${starter.name}`}
              onClick={() => choose(starter.key)}
            >
              Use this one
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
