/** Faults caught: a secret offered to leave, a place that cannot be found, a file missing from the tree. */
import { describe, expect, it } from 'vitest';
import { actionsFor, byFolder, groupsOf, placeOf, secretsHead, type Action, type Finding } from './words.ts';

const chunk = { kind: 'chunk' as const, documentId: 'd', documentTitle: 'Guide', chunkId: 'c', number: 3 };

describe('what may be done about a finding', () => {
  it('never lets a secret leave as it is', () => {
    expect(actionsFor({ severity: 'block', place: chunk }).map(({ value }) => value)).toEqual(['redact', 'leave-out']);
    expect(
      actionsFor({ severity: 'block', place: { kind: 'morgy', field: 'systemPrompt' } }).map(({ value }) => value),
    ).toEqual(['redact']);
  });
  it('lets a person decide about a warning', () => {
    expect(actionsFor({ severity: 'warn', place: chunk }).map(({ value }) => value)).toContain('allow');
  });
});

describe('the head over the secrets', () => {
  const secrets = ['a', 'b', 'c'].map((id) => ({ id, place: chunk }));
  const head = (...made: [string, Action][]) => secretsHead(secrets, new Map(made));
  it('says what is still to do, and at the end what becomes of each', () => {
    expect(head().title).toBe('Decide about 3 secrets');
    expect(head(['a', 'redact']).title).toBe('2 of 3 secrets still to decide about');
    const done = head(['a', 'redact'], ['b', 'redact'], ['c', 'leave-out']);
    expect(done.title).toBe('3 secrets found; none of them will leave');
    expect(done.description).toContain('2 are blacked out, 1 stays here with the passage or template around it.');
    expect(secretsHead(secrets.slice(0, 1), new Map([['a', 'redact']])).title).toBe(
      '1 secret found; it will not leave',
    );
  });
});

it('names the file of a document that shares its title', () => {
  expect(placeOf({ place: chunk, line: 2 })).toBe('In “Guide”, passage 3, line 2');
  expect(placeOf({ place: { ...chunk, source: 'books/guide.pdf' }, line: 2 })).toBe(
    'In “Guide” (books/guide.pdf), passage 3, line 2',
  );
});

describe('many findings', () => {
  const finding = (id: string, label: string, severity: 'block' | 'warn'): Finding => ({
    id,
    rule: label,
    label,
    severity,
    place: chunk,
    line: 1,
    column: 1,
    excerpt: '',
    hash: null,
    kept: false,
    decided: null,
  });
  const many = [
    ...Array.from({ length: 60 }, (_unused, i) => finding(`e${i}`, 'E-mail address', 'warn')),
    finding('p1', 'Password', 'block'),
    ...Array.from({ length: 60 }, (_unused, i) => finding(`f${i}`, 'Folder', 'warn')),
    finding('t1', 'GitHub token', 'block'),
    finding('p2', 'Password', 'block'),
    finding('f60', 'Folder', 'warn'),
  ];

  it('lists what stops the export before any warning, by kind', () => {
    const groups = groupsOf(many);
    expect(groups.map(({ label, findings }) => [label, findings.length])).toEqual([
      ['Password', 2],
      ['GitHub token', 1],
      ['Folder', 61],
      ['E-mail address', 60],
    ]);
    expect(groups.flatMap(({ findings }) => findings)).toHaveLength(many.length);
  });
  it('never offers to keep all of a kind of secret', () => {
    for (const { severity, bulk } of groupsOf(many))
      expect(bulk.map(({ value }) => value)).toEqual(severity === 'block' ? ['redact'] : ['redact', 'allow']);
  });
});

it('names the place so that it can be found', () => {
  expect(placeOf({ place: chunk, line: 2 })).toBe('In “Guide”, passage 3, line 2');
  expect(placeOf({ place: { kind: 'morgy', field: 'systemPrompt' }, line: 9 })).toBe('In the system prompt, line 9');
});

it('shows every file once, in its folder', () => {
  const files = ['manifest.json', 'knowledge/index.bin', 'knowledge/chunks.json', 'server.cjs'].map((path, size) => ({
    path,
    size,
    purpose: '',
  }));
  const tree = byFolder(files);
  expect(tree.map(({ folder }) => folder)).toEqual(['', 'knowledge']);
  expect(tree.flatMap((folder) => folder.files).length).toBe(files.length);
  expect(tree[1]?.size).toBe(3);
});
