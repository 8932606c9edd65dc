import { describe, expect, it } from 'vitest';
import { follow, useNavigation, type Trail } from './navigation.ts';

const start: Trail = { steps: [{ name: 'library' }], at: 0 };

describe('navigation', () => {
  it('a new step forgets what lay ahead', () => {
    const two = follow(follow(start, { name: 'trash' }), { name: 'exports', id: null });
    const back: Trail = { ...two, at: 1 };
    expect(follow(back, { name: 'gallery' }).steps.map((step) => step.name)).toEqual(['library', 'trash', 'gallery']);
  });
  it('changing tabs does not fill the way back with tabs', () => {
    const open = follow(start, { name: 'morgy', id: 'a', tab: 'identity' });
    const tab = follow(open, { name: 'morgy', id: 'a', tab: 'prompt' });
    expect(tab.steps).toHaveLength(2);
    expect(tab.at).toBe(1);
  });
  it('survives a kept place that no longer makes sense', () => {
    useNavigation.getState().restore({ steps: [{ name: 'no such page' }], at: 3 });
    expect(useNavigation.getState().route).toEqual({ name: 'library' });
    useNavigation.getState().restore({ steps: [{ name: 'trash' }], at: 9 });
    expect(useNavigation.getState().route).toEqual({ name: 'trash' });
  });
});
