import { describe, expect, it } from 'vitest';
import { isSamePlace, route, routeFromLink } from './routes.ts';

const ID = '0193a5f0-7c7a-7cc2-9d62-3f0a4f1f7a10';

describe('routes', () => {
  it('opens a Morgy on the tab that a link names, and on the first where it names none we know', () => {
    expect(routeFromLink(`morgus://morgy/${ID}/templates`)).toEqual({ name: 'morgy', id: ID, tab: 'templates' });
    expect(routeFromLink(`morgus://morgy/${ID}/nonsense`)).toEqual({ name: 'morgy', id: ID, tab: 'identity' });
  });
  it('refuses what is not ours: other schemes, no id, scripts', () => {
    expect(routeFromLink('https://morgy/x')).toBeNull();
    expect(routeFromLink('morgus://morgy/../../etc')).toBeNull();
    expect(routeFromLink('morgus://unknown')).toBeNull();
    expect(routeFromLink('not a link')).toBeNull();
  });
  it('keeps the words of a search link', () => {
    expect(routeFromLink('morgus://search?q=tide%20tables')).toEqual({
      name: 'knowledge',
      query: 'tide tables',
      morgyId: null,
    });
  });
  it('a place kept by an older version still opens', () => {
    expect(route.safeParse({ name: 'settings', section: 'gone' }).data).toEqual({
      name: 'settings',
      section: 'general',
    });
    expect(route.safeParse({ name: 'gone' }).success).toBe(false);
  });
  it('changing tabs is not a step for Back, another Morgy is', () => {
    expect(isSamePlace({ name: 'morgy', id: 'a', tab: 'prompt' }, { name: 'morgy', id: 'a', tab: 'model' })).toBe(true);
    expect(isSamePlace({ name: 'morgy', id: 'a', tab: 'prompt' }, { name: 'morgy', id: 'b', tab: 'prompt' })).toBe(
      false,
    );
  });
});
