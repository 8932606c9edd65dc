/** How the knowledge is cut and how much of it comes back. The tests beside it show what a change does. */
import type { ReactNode } from 'react';
import { NumberField } from '../../../components/NumberField.tsx';
import { useField } from '../morgyForm.ts';
import { Row, Section, Sheet } from './Sheet.tsx';

export function RetrievalTab({ tests }: { tests: ReactNode }) {
  const chunk = useField('knowledge_base.chunkTokens');
  const overlap = useField('knowledge_base.overlapTokens');
  const limit = useField('knowledge_base.resultLimit');
  const size = Number(chunk.value);
  const shared = Number(overlap.value);
  const tooMuch = Number.isFinite(size) && Number.isFinite(shared) && size > 0 && shared > size / 2;
  return (
    <Sheet>
      <Section
        title="Passages"
        description="Documents are cut along their headings and paragraphs into passages. Short passages answer precisely, long ones keep more context."
      >
        <Row>
          <NumberField
            {...chunk}
            min={50}
            max={2000}
            step={50}
            unit="tokens"
            hint="A page of English is about 600 tokens. New imports and re-imports use it."
          />
          <NumberField
            {...overlap}
            min={0}
            max={400}
            step={10}
            unit="tokens"
            hint={
              tooMuch
                ? `At most half of a passage is repeated: ${Math.floor(size / 2)} tokens, however much more is written here.`
                : 'Repeated from the passage before, so that no sentence loses its beginning.'
            }
          />
        </Row>
        <Row>
          <NumberField
            {...limit}
            min={1}
            max={50}
            unit="passages"
            hint="What search_knowledge returns when the asking model does not say."
          />
          <span />
        </Row>
      </Section>
      {tests}
    </Sheet>
  );
}
