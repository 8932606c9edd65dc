import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { fillParts, variableBeingTyped, variablesIn } from './variables.ts';

describe('variables', () => {
  it('finds each name once, in order, spaces allowed', () => {
    expect(variablesIn('Dear {{ name }}, about {{topic}} and {{name}}.')).toEqual(['name', 'topic']);
  });
  it('leaves alone what only looks like one', () => {
    expect(variablesIn('{{1st}} {{}} { {a} } {{a b}}')).toEqual([]);
  });
  it('shows an unfilled variable as a gap, not as an empty word', () => {
    expect(fillParts('Hi {{name}}!', { name: '' })).toEqual([
      { kind: 'text', text: 'Hi ' },
      { kind: 'gap', name: 'name' },
      { kind: 'text', text: '!' },
    ]);
  });
  it('loses and repeats no text between variables', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a ', '{{x}}', '{{y}}', '{', '}', '\n')), (pieces) => {
        const text = pieces.join('');
        const whole = fillParts(text, { x: 'X' })
          .map((part) => (part.kind === 'text' ? part.text : `{{${part.name}}}`))
          .join('');
        expect(whole).toBe(text);
      }),
    );
  });
  it('knows when the cursor is inside an open variable', () => {
    expect(variableBeingTyped('Hi {{na')).toEqual({ from: 5, typed: 'na' });
    expect(variableBeingTyped('Hi {{')).toEqual({ from: 5, typed: '' });
    expect(variableBeingTyped('Hi {{name}} ')).toBeNull();
  });
});
