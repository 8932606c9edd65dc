/** What the Morgy looks like, with the card beside it. */
import { useRef, useState } from 'react';
import { ImageUp } from 'lucide-react';
import { Button } from '../../../components/Button.tsx';
import { Field } from '../../../components/Field.tsx';
import { Swatches } from '../../../components/Swatches.tsx';
import { TextField } from '../../../components/TextField.tsx';
import { AVATARS, COLORS, ICON_OPTIONS, THEMES } from '../appearance.tsx';
import { avatarFrom } from '../avatarImage.ts';
import { useField } from '../morgyForm.ts';
import { LiveCard } from './LiveCard.tsx';
import { Row, Section, Sheet } from './Sheet.tsx';

export function AppearanceTab() {
  const avatar = useField('appearance.avatar');
  const color = useField('appearance.color');
  const icon = useField('appearance.icon');
  const theme = useField('appearance.theme');
  const file = useRef<HTMLInputElement>(null);
  const [imageError, setImageError] = useState<string | null>(null);
  const isImage = avatar.value.startsWith('data:image/');

  const choose = (chosen: File | undefined): void => {
    if (!chosen) return;
    avatarFrom(chosen).then(
      (url) => {
        setImageError(null);
        avatar.onChange(url);
      },
      (error: unknown) => setImageError(error instanceof Error ? error.message : String(error)),
    );
  };

  return (
    <Sheet beside={<LiveCard />}>
      <Section title="Avatar" description="An emoji or an image. Images are cut to a square and kept inside the Morgy.">
        <Swatches
          label="Avatar"
          value={avatar.value}
          onChange={avatar.onChange}
          options={AVATARS.map((value) => ({ value, label: value, face: value }))}
        />
        <Row>
          <TextField
            {...avatar}
            label="Another emoji or letter"
            value={isImage ? '' : avatar.value}
            placeholder={isImage ? 'An image is in use' : ''}
          />
          <Field label="Image" error={imageError} group>
            <Button icon={<ImageUp aria-hidden />} onClick={() => file.current?.click()}>
              {isImage ? 'Choose another image…' : 'Choose an image…'}
            </Button>
            <input
              ref={file}
              type="file"
              accept="image/*"
              hidden
              aria-label="Image file"
              onChange={(event) => {
                choose(event.target.files?.[0]);
                event.target.value = '';
              }}
            />
          </Field>
        </Row>
      </Section>
      <Section title="Colour">
        <Swatches
          label="Colour"
          value={color.value}
          onChange={color.onChange}
          options={COLORS.map(({ value, label }) => ({ value, label, color: value }))}
        />
        <Row>
          <TextField {...color} label="Any other colour" spellCheck={false} />
          <span />
        </Row>
      </Section>
      <Section title="Icon and card">
        <Swatches
          label="Icon"
          value={icon.value}
          onChange={icon.onChange}
          options={ICON_OPTIONS.map(({ value, label, icon: face }) => ({ value, label, face }))}
        />
        <Swatches
          label="Card theme"
          value={theme.value}
          onChange={theme.onChange}
          wide
          options={THEMES.map(({ value, label }) => ({ value, label, face: label }))}
        />
      </Section>
    </Sheet>
  );
}
