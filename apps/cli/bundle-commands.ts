/** `export` and `verify`. */
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Command } from 'commander';
import { StudioError } from '../../main/contract/errors.ts';
import type { ExportPlan, VerificationReport } from '../../main/studio/exports/contract.ts';
import { bytes, counted, EXIT } from './output.ts';
import type { Run } from './run.ts';
import { findMorgy } from './session.ts';

type Finding = ExportPlan['findings'][number];

const named = ({ documentTitle, source }: { documentTitle: string; source?: string }): string =>
  source === undefined ? `“${documentTitle}”` : `“${documentTitle}” (${source})`;

function placeOf({ place, line }: Finding): string {
  switch (place.kind) {
    case 'morgy':
      return `${place.field}, line ${line}`;
    case 'template':
      return `template “${place.title}”, ${place.field}, line ${line}`;
    case 'ground':
      return `${place.title}, ${place.field}, line ${line}`;
    case 'document':
      return `document ${named(place)}, title`;
    case 'chunk':
      return `document ${named(place)}, passage ${place.number}, line ${line}`;
  }
}

const checks = (report: VerificationReport): string =>
  report.checks
    .map(
      (check) =>
        `${{ passed: 'ok     ', failed: 'FAILED ', skipped: 'skipped' }[check.outcome]}  ${check.label}: ${check.detail}`,
    )
    .join('\n');

export function bundleCommands(program: Command, run: Run): void {
  program
    .command('export <morgy>')
    .description('make a .mcpb bundle for Claude Desktop and check it')
    .requiredOption('--out <file>', 'where the bundle goes')
    .option('--no-knowledge', 'leave its documents out')
    .option('--no-templates', 'leave its templates out')
    .option('--no-foundation', 'leave the foundation and customer profiles out that it was given')
    .addOption(
      new Option('--secrets <action>', 'what to do with secrets that were found')
        .choices(['refuse', 'redact', 'leave-out'])
        .default('refuse'),
    )
    .action(
      (
        wanted: string,
        options: {
          out: string;
          knowledge: boolean;
          templates: boolean;
          foundation: boolean;
          secrets: 'refuse' | 'redact' | 'leave-out';
        },
      ) =>
        run(async ({ client, signal }, output) => {
          const { id } = await findMorgy(client, wanted);
          const choices = {
            morgyId: id,
            includeKnowledge: options.knowledge,
            includeTemplates: options.templates,
            includeGround: options.foundation,
          };
          const plan = await client.request('exports.plan', choices);
          const { secrets } = options;
          const decisions =
            secrets === 'refuse' ? [] : plan.blocking.map((findingId) => ({ findingId, action: secrets }));
          if (plan.blocking.length > 0 && secrets === 'refuse') {
            const found = plan.findings.filter((finding) => plan.blocking.includes(finding.id));
            throw new StudioError(
              'secrets_found',
              `Secrets were found, so nothing was exported:\n${found.map((f) => `  ${f.label} in ${placeOf(f)}: ${f.excerpt}`).join('\n')}\nRemove them, or use --secrets redact or --secrets leave-out.`,
              { findings: found },
            );
          }
          const off = client.on('export.progress', (event) =>
            output.progress(`${Math.round(event.share * 100)} %  ${event.stage}`),
          );
          const made = await client.request('exports.create', { ...choices, decisions, exportKey: 'cli' }, { signal });
          off();
          const taken = plan.blocking.length;
          if (taken > 0)
            output.note(
              `note: ${counted(taken, 'secret')} ${taken === 1 ? 'was' : 'were'} found and ${secrets === 'redact' ? 'blacked out' : 'left out with the passage or template around'}.`,
            );
          const blackened = plan.findings.filter(
            ({ severity, kept, decided }) => severity === 'warn' && !kept && decided !== 'allow',
          ).length;
          if (blackened > 0)
            output.note(
              `note: ${counted(blackened, 'warning')} (such as addresses of persons) were blacked out in the bundle. The desktop shows each and can keep it.`,
            );
          const { path } = await client.request('exports.saveAs', { id: made.id, path: resolve(options.out) });
          output.progress('');
          output.result(
            { ...made, path, secretsFound: taken, warningsFound: blackened },
            () =>
              `${checks(made.report)}\n${path}  ${bytes(made.size)}, version ${made.version}, sha256 ${made.sha256}`,
          );
        }),
    );

  program
    .command('verify <file>')
    .description('check a .mcpb bundle: unpack it, scan it, start its server and ask it')
    .action((file: string) =>
      run(async ({ client, signal }, output) => {
        const report = await client.request('exports.verify', { path: resolve(file) }, { signal });
        output.result(
          report,
          () => `${checks(report)}\n${report.ok ? 'The bundle is sound.' : 'The bundle did not pass.'}`,
        );
        return report.ok ? EXIT.done : EXIT.failed;
      }),
    );
}
