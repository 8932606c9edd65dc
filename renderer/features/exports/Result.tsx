/** A finished bundle: what its check saw, and the ways to use it. */
import { Download, ExternalLink, FileJson, Settings2 } from 'lucide-react';
import type { ExportRecord } from '../../../main/studio/exports/contract.ts';
import { Button } from '../../components/Button.tsx';
import { Card } from '../../components/Card.tsx';
import { bytesLabel } from '../settings/bytes.ts';
import { copySnippet, installManually, openInClaude, saveBundle } from './actions.ts';
import css from './Exports.module.css';
import { Report } from './Report.tsx';
import { Share } from './Share.tsx';

export function Uses({ record }: { record: ExportRecord }) {
  return (
    <div className={css.uses}>
      <Button
        variant="primary"
        icon={<ExternalLink aria-hidden />}
        disabled={!record.present}
        onClick={() => void openInClaude(record)}
      >
        Open in Claude Desktop
      </Button>
      <Button icon={<Download aria-hidden />} disabled={!record.present} onClick={() => void saveBundle(record)}>
        Save as…
      </Button>
      <Button icon={<Settings2 aria-hidden />} disabled={!record.present} onClick={() => void installManually(record)}>
        Add to its settings file
      </Button>
      <Button
        variant="ghost"
        icon={<FileJson aria-hidden />}
        disabled={!record.present}
        onClick={() => void copySnippet(record)}
      >
        Copy the settings
      </Button>
    </div>
  );
}

export function Result({ record, onClose }: { record: ExportRecord; onClose: () => void }) {
  return (
    <Card
      title={`${record.file_name} is ready`}
      description={`${bytesLabel(record.size)}. It was unpacked again, searched, started and asked; this is what was seen.`}
      actions={
        <Button size="sm" variant="ghost" onClick={onClose}>
          Close
        </Button>
      }
    >
      <Uses record={record} />
      <Share record={record} />
      <Report report={record.report} />
    </Card>
  );
}
