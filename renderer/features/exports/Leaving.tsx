/** Exactly what will leave: files with sizes, the tools and prompts that the host will see. */
import { FileText, Folder } from 'lucide-react';
import type { ExportPlan } from '../../../main/studio/exports/contract.ts';
import { Card } from '../../components/Card.tsx';
import { bytesLabel } from '../settings/bytes.ts';
import css from './Exports.module.css';
import { byFolder } from './words.ts';

export function Leaving({ plan }: { plan: ExportPlan }) {
  return (
    <div className={css.leaving}>
      <Card title="Files" description={`${plan.files.length} files, ${bytesLabel(plan.unpackedSize)} unpacked`}>
        <ul className={css.tree}>
          {byFolder(plan.files).map(({ folder, files, size }) => (
            <li key={folder}>
              {folder !== '' && (
                <span className={css.folder}>
                  <Folder aria-hidden />
                  {folder}
                  <span className={css.size}>{bytesLabel(size)}</span>
                </span>
              )}
              <ul className={folder === '' ? undefined : css.inside}>
                {files.map((file) => (
                  <li key={file.path} className={css.file} title={file.path}>
                    <FileText aria-hidden />
                    <span className={css.fileName}>{file.path.slice(folder === '' ? 0 : folder.length + 1)}</span>
                    <span className={css.purpose}>{file.purpose}</span>
                    <span className={css.size}>{bytesLabel(file.size)}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </Card>
      <Card title="Tools and prompts" description="What Claude Desktop will show and the model can use">
        <ul className={css.abilities}>
          {plan.tools.map((tool) => (
            <li key={tool.name}>
              <code>{tool.name}</code>
              <span>{tool.description}</span>
            </li>
          ))}
          {plan.prompts.map((prompt) => (
            <li key={prompt.name}>
              <code>/{prompt.name}</code>
              <span>
                {prompt.title}
                {prompt.arguments.length > 0 && `: ${prompt.arguments.join(', ')}`}
              </span>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
