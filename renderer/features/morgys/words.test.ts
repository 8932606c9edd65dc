import { describe, expect, it } from 'vitest';
import {
  countLabel,
  personalityReading,
  personalityTensions,
  priceLabel,
  scaleWord,
  temperatureWords,
} from './words.ts';

const calm = {
  tone: 'friendly',
  verbosity: 'balanced',
  emojiUsage: 'none',
  energy: 5,
  formality: 5,
  humor: 5,
} as const;

describe('personality in words', () => {
  it('changes with every setting, so that the reading is not decoration', () => {
    const base = personalityReading('Luna', calm);
    const others = [
      { ...calm, tone: 'formal' as const },
      { ...calm, verbosity: 'concise' as const },
      { ...calm, emojiUsage: 'frequent' as const },
      { ...calm, energy: 10 },
      { ...calm, formality: 1 },
      { ...calm, humor: 10 },
    ].map((personality) => personalityReading('Luna', personality));
    expect(new Set([base, ...others]).size).toBe(7);
  });
  it('speaks of a Morgy that has no name yet', () => {
    expect(personalityReading('  ', calm)).toMatch(/^This Morgy is warm/);
  });
  it('warns where settings contradict each other, and only there', () => {
    expect(personalityTensions(calm)).toEqual([]);
    expect(personalityTensions({ ...calm, tone: 'formal', formality: 2, emojiUsage: 'frequent' })).toHaveLength(2);
  });
  it('has a word for every step of a scale', () => {
    for (const scale of ['energy', 'formality', 'humor'] as const) {
      const words = Array.from({ length: 10 }, (_, index) => scaleWord(scale, index + 1));
      expect(new Set(words).size).toBe(10);
    }
  });
});

describe('labels', () => {
  it('shows a price to the cent and calls nothing free that costs', () => {
    expect(priceLabel({ license_type: 'paid', price: 999 })).toBe('$9.99');
    expect(priceLabel({ license_type: 'subscription', price: 1200 })).toBe('$12.00 a month');
    expect(priceLabel({ license_type: 'free', price: 999 })).toBe('Free');
  });
  it('counts one as one', () => {
    expect(countLabel(1, 'document')).toBe('1 document');
    expect(countLabel(1200, 'document')).toBe('1,200 documents');
  });
  it('reads the temperature', () => {
    expect(new Set([0, 0.5, 0.9, 1.3, 2].map(temperatureWords)).size).toBe(5);
  });
});
