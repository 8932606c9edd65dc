/** All exports of all Morgys, and the check of a bundle from anywhere. */
import { useState } from 'react';
import { ShieldCheck } from 'lucide-react';
import type { VerificationReport } from '../../../main/studio/exports/contract.ts';
import { studio } from '../../app/client.ts';
import { useCommand } from '../../app/commands.ts';
import { fileNameOf } from '../../app/files.ts';
import { Page } from '../../app/Page.tsx';
import { Button } from '../../components/Button.tsx';
import { Callout } from '../../components/Callout.tsx';
import { Dialog } from '../../components/Dialog.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import css from './Exports.module.css';
import { ExportList } from './ExportList.tsx';
import { Report } from './Report.tsx';

type Checking = { file: string; result: { report: VerificationReport } | { error: string } | null };

export function ExportsPage({ openId }: { openId: string | null }) {
  const [checking, setChecking] = useState<Checking | null>(null);

  const choose = async (): Promise<string | undefined> => {
    const { paths } = await studio.request('shell.openFiles', {
      title: 'Verify a bundle',
      filters: [{ name: 'MCP bundle', extensions: ['mcpb'] }],
      multiple: false,
    });
    return paths[0];
  };
  const verify = async (given?: string): Promise<void> => {
    const path = given ?? (await choose());
    if (path === undefined) return;
    const file = fileNameOf(path);
    setChecking({ file, result: null });
    const result = await studio.request('exports.verify', { path }).then(
      (report) => ({ report }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    );
    setChecking((current) => (current?.file === file ? { file, result } : current));
  };
  useCommand('export.verify', (args) => void verify(args?.['path']));

  return (
    <Page
      title="Exports"
      layout="read"
      actions={
        <Button icon={<ShieldCheck aria-hidden />} onClick={() => void verify()}>
          Verify a bundle…
        </Button>
      }
    >
      <ExportList morgyId={null} openFirst={openId} />
      {checking && (
        <Dialog
          open
          size="lg"
          title={checking.file}
          onClose={() => setChecking(null)}
          description="Unpacked, compared with its own checksums and searched. The server of a bundle that the studio did not make is not started."
        >
          <div className={css.details}>
            {checking.result === null && <ProgressBar label="Checking" share={null} />}
            {checking.result && 'error' in checking.result && (
              <Callout tone="bad" title="It could not be checked">
                {checking.result.error}
              </Callout>
            )}
            {checking.result && 'report' in checking.result && (
              <>
                {!checking.result.report.ok && (
                  <Callout tone="bad" title="Do not install this bundle">
                    Something in it is not as it should be; the lines below say what.
                  </Callout>
                )}
                <Report report={checking.result.report} />
              </>
            )}
          </div>
        </Dialog>
      )}
    </Page>
  );
}
