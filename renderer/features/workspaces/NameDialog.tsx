/** Asks for the name of a workspace: a new one, or another name for this one. */
import { useState, type FormEvent } from 'react';
import { workspaceName } from '../../../main/studio/workspaces/contract.ts';
import { studio } from '../../app/client.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { TextField } from '../../components/TextField.tsx';

export interface NameDialogProps {
  /** Null: a new one is made. */
  workspace: { id: string; name: string } | null;
  onClose: () => void;
  onDone?: () => void;
}

export function NameDialog({ workspace, onClose, onDone }: NameDialogProps) {
  const [name, setName] = useState(workspace?.name ?? '');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const parsed = workspaceName.safeParse(name);
    if (!parsed.success) {
      setError(parsed.error.issues[0]?.message ?? 'This is not a name.');
      return;
    }
    setBusy(true);
    try {
      await (workspace
        ? studio.request('workspaces.update', { id: workspace.id, name: parsed.data })
        : studio.request('workspaces.create', { name: parsed.data }));
      onDone?.();
      onClose();
    } catch (failure) {
      setError(failure instanceof Error ? failure.message : String(failure));
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      onClose={onClose}
      size="sm"
      title={workspace ? 'Rename workspace' : 'New workspace'}
      description={
        workspace
          ? undefined
          : 'One for each business you work for. It has its own foundation, customers, campaigns and assets.'
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form="workspace-name" busy={busy}>
            {workspace ? 'Rename' : 'Make it'}
          </Button>
        </>
      }
    >
      <form id="workspace-name" noValidate onSubmit={(event) => void submit(event)}>
        <TextField
          label="Name"
          value={name}
          error={error}
          onChange={(next) => {
            setName(next);
            setError(null);
          }}
        />
      </form>
    </Dialog>
  );
}
