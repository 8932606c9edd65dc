// What each format becomes. Every test names the fault it would catch.
import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { bookPdf, docx, epub, odt, pdf, pdfLines, pptx, utf8, xlsx } from './fixtures.ts';
import { extractBytes } from './index.ts';

const read = (bytes: Uint8Array, name: string, mediaType?: string) =>
  extractBytes({ bytes, name, ...(mediaType === undefined ? {} : { mediaType }) });

describe('office documents', () => {
  test('docx: headings, list, code, table, title and date survive; comments do not leak', async () => {
    const bytes = docx({ comment: true });
    const out = await read(bytes, 'handbook.docx');
    expect(out.markdown).toBe(
      '# Harbour handbook\n\nBerth 12 holds 1,250 tonnes; café & crew.\n\n## Tides\n\n- High at 06:40\n- Low at 12:55\n\n```\ntide --port 12\n```\n\n| Berth | Depth |\n| --- | --- |\n| 12 | 9.5 m |\n',
    );
    expect(out).toMatchObject({
      title: 'Harbour handbook',
      format: 'docx',
      date: '2025-03-04T05:06:07.000Z',
      size: bytes.length,
      pages: [],
    });
    expect(out.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(out.warnings.map((warning) => warning.code)).toEqual(['hidden-content-left-out']);
  });

  test('pptx: slides in the order they are shown, with pages, nested bullets, table and notes', async () => {
    const out = await read(pptx(), 'deck.pptx');
    expect(out.markdown).toBe(
      '## Why cranes wait\n\n- Wind above 60 km/h\n  - Gusts count double\n\n## What they lift\n\n| Crane | Load |\n| --- | --- |\n| K1 | 40 t |\n\n> **Notes**: Mention the old crane\n',
    );
    expect(out.pages).toEqual([0, out.markdown.indexOf('## What they lift')]);
  });

  test('xlsx: a heading a sheet, pipes escaped, hidden sheets left out and named', async () => {
    const out = await read(xlsx(), 'prices.xlsx');
    expect(out.markdown).toBe(
      '## Prices\n\n| Item | Price |\n| --- | --- |\n| Rope \\| thick | 12.5 |\n| Anchor | 340 |\n\n## Crew\n\nName\n\nAda\n',
    );
    expect(out.markdown).not.toContain('hunter2');
    expect(out.warnings).toEqual([
      expect.objectContaining({ code: 'hidden-content-left-out', message: expect.stringContaining('“Secret”') }),
    ]);
    expect(out.pages.slice(0, 2)).toEqual([0, out.markdown.indexOf('## Crew')]);
  });

  test('odt: headings, list and table; a date without a zone is the same on every machine', async () => {
    const out = await read(odt(), 'log.odt');
    expect(out.markdown).toBe(
      '# Lighthouse log\n\nThe lamp burned 14 hours.\n\n## Repairs\n\n- Lens\n- Stairs\n\n| Day | Oil |\n| --- | --- |\n| 1 | 3 l |\n',
    );
    expect(out).toMatchObject({ title: 'Lighthouse log', date: '2024-01-02T03:04:05.000Z' });
  });

  test('epub: chapters in reading order, without the list of contents; code keeps its indent', async () => {
    const out = await read(epub(), 'knots.epub');
    expect(out.markdown).toBe(
      '# Bowline\n\nIt never slips.\n\n```\nmake a loop\n  pass through\n```\n\n# Sheet bend\n\nFor ropes of two sizes.\n',
    );
    expect(out).toMatchObject({ title: 'Knots & bends', date: '2023-05-06T00:00:00.000Z' });
  });
});

describe('pdf', () => {
  test('headings, joined paragraphs, mended hyphens, tables, pages; running heads and page numbers go', async () => {
    const out = await read(bookPdf(), 'pilot.pdf');
    expect(out.markdown).toBe(
      [
        '# Entering the harbour',
        'Every ship of more than three hundred tonnes takes a pilot at the outer buoy, where the launch waits in all but the heaviest weather, and the captain answers all calls on channel twelve until the ship is fast at the berth and the lines are made. The harbour master confirms the time in writing before the crew may leave the ship for the town.',
        '# Fees',
        '| Ship | Fee |\n| --- | --- |\n| Small | 120 |\n| Middle | 340 |\n| Large | 900 |\n',
      ].join('\n\n'),
    );
    expect(out.pages).toEqual([0, out.markdown.indexOf('berth and the lines'), out.markdown.indexOf('# Fees')]);
    expect(out).toMatchObject({ title: 'The Pilot Book', date: '2024-05-06T05:08:09.000Z' });
  });

  test('code keeps its lines and indent', async () => {
    const lines = [
      { text: 'if ready:', x: 72, y: 600, font: 'F3' as const },
      { text: 'sail()', x: 96, y: 588, font: 'F3' as const },
    ];
    const out = await read(
      pdf([[...pdfLines(['The rule of the harbour is short, and everybody knows it by heart:'], 640), ...lines]]),
      'code.pdf',
    );
    expect(out.markdown).toContain('```\nif ready:\n    sail()\n```');
  });

  test('a hyphen that belongs to the word is kept', async () => {
    const out = await read(
      pdf([
        pdfLines(
          [
            'A well-known pilot is better than an unknown one, and every well-',
            'known pilot was unknown once, as the oldest of them like to say.',
          ],
          600,
        ),
      ]),
      'hyphen.pdf',
    );
    expect(out.markdown).toContain('every well-known pilot');
  });
});

describe('html', () => {
  test('menus, scripts and footers go; headings, lists, tables and code stay', async () => {
    const page = `<!doctype html><html><head><title>Tides - Port</title><script>steal()</script></head><body><nav><a href="/">Home</a></nav><main><h1>Tides</h1><p>High <b>water</b> at <a href="https://example.org/t">six</a>, see <a href="/local">here</a>.</p><ol><li>Wait<ul><li>longer</li></ul></li><li>Go</li></ol><table><tr><th>A</th><th>B</th></tr><tr><td rowspan="2">1</td><td>2|3</td></tr><tr><td>4</td></tr></table><pre><code class="language-sh">tide\n  --all</code></pre></main><footer>Imprint</footer></body></html>`;
    const out = await read(utf8(page), 'tides.html');
    expect(out.markdown).toBe(
      '# Tides\n\nHigh **water** at [six](https://example.org/t), see here.\n\n1. Wait\n   - longer\n2. Go\n\n| A | B |\n| --- | --- |\n| 1 | 2\\|3 |\n| 1 | 4 |\n\n```sh\ntide\n  --all\n```\n',
    );
    expect(out.title).toBe('Tides');
  });

  test('text that looks like markup stays text', async () => {
    const out = await read(
      utf8('<html><body><p>Use &lt;b&gt; and</p><p># no heading</p><p>1. no list</p></body></html>'),
      'x.html',
    );
    expect(out.markdown).toBe('Use \\<b> and\n\n\\# no heading\n\n1\\. no list\n');
  });

  test('a long page of short parts keeps them all, although article readers would drop most', async () => {
    const parts = Array.from(
      { length: 60 },
      (_, i) => `<div><h3>Part ${i}</h3><div>Value ${i} is ${i * 7}.</div></div>`,
    ).join('');
    const out = await read(utf8(`<html><body>${parts}</body></html>`), 'parts.html');
    for (let i = 0; i < 60; i++) expect(out.markdown).toContain(`Value ${i} is ${i * 7}.`);
  });
});

describe('plain formats', () => {
  test.each(['UTC', 'Pacific/Auckland', 'America/Los_Angeles'])(
    'a date in words is the same day in %s',
    async (zone) => {
      vi.stubEnv('TZ', zone);
      onTestFinished(() => void vi.unstubAllEnvs());
      const dateOf = async (written: string): Promise<string | undefined> => {
        const page = `<html><head><meta name="date" content="${written}"></head><body><p>text</p></body></html>`;
        return (await read(utf8(page), 'a.html')).date;
      };
      expect(await dateOf('March 5, 2024')).toBe('2024-03-05T00:00:00.000Z');
      expect(await dateOf('5 Mar 2024 22:30')).toBe('2024-03-05T22:30:00.000Z');
      expect(await dateOf('2024-03-05')).toBe('2024-03-05T00:00:00.000Z');
      expect(await dateOf('2024-03-05T22:30:00')).toBe('2024-03-05T22:30:00.000Z');
      expect(await dateOf('2024-03-05T22:30:00+02:00')).toBe('2024-03-05T20:30:00.000Z');
      expect(await dateOf('Tue, 05 Mar 2024 22:30:00 GMT')).toBe('2024-03-05T22:30:00.000Z');
      expect(await dateOf('soon, in 2024 or so')).toBeUndefined();
    },
  );

  test('markdown: front matter gives title and date and never becomes a heading', async () => {
    const out = await read(utf8('---\ntitle: "Rope care"\ndate: 2024-02-03\n---\n\n# Other\n\ntext\n'), 'rope.md');
    expect(out).toMatchObject({ title: 'Rope care', date: '2024-02-03T00:00:00.000Z', format: 'markdown' });
    expect(out.markdown).toBe('```yaml\ntitle: "Rope care"\ndate: 2024-02-03\n```\n\n# Other\n\ntext\n');
  });

  // A text that is escaped or folded here reaches people and agents with characters that nobody wrote.
  test('text: every character, line and blank line stands as in the file', async () => {
    const source = 'Use <b>bold</b> and *stars*, not [link](x)\r\nsecond line\r\n\r\n\r\n# no heading\r\n    a  b\r\n';
    const out = await read(utf8(source), 'note.txt');
    expect(out.markdown).toBe(source.replaceAll('\r\n', '\n'));
    expect(out).toMatchObject({ title: 'note', mediaType: 'text/plain' });
  });

  test('text: what looks like Markdown gives its title and stays as it is; code is fenced and is no plain text', async () => {
    const notes = '# Rope care\n\n## Washing\n\nIn <b>cold</b> water.\n\n## Drying\n\nIn the shade.\n';
    expect(await read(utf8(notes), 'rope.txt')).toMatchObject({ title: 'Rope care', markdown: notes });
    expect(await read(utf8('a = 1\n'), 'a.py')).toMatchObject({
      markdown: '```python\na = 1\n```\n',
      mediaType: 'text/x-python',
    });
  });

  test('text: numbered headlines of a manual become headings, a numbered list does not', async () => {
    const manual =
      '1. Basics\n\nSome words.\n\n1.1. The shell\n\nMore words.\n\n1.2. Files\n\nWords.\n\n1.2.1. Links\n\nWords.\n';
    expect((await read(utf8(manual), 'manual.txt')).markdown.match(/^#.*$/gm)).toEqual([
      '# 1. Basics',
      '## 1.1. The shell',
      '## 1.2. Files',
      '### 1.2.1. Links',
    ]);
    expect((await read(utf8('1. Buy milk\n\n2. Sell milk\n\n3. Rest\n'), 'list.txt')).markdown).toBe(
      '1. Buy milk\n\n2. Sell milk\n\n3. Rest\n',
    );
  });

  test('markdown: tags of converters go, their words, links and everything in code stay', async () => {
    const source =
      '<div class="x">\n\n## <span id="a">1.2</span> `<span>`\n\nSee <a\nhref="https://x.org/a">the <code>guide</code></a>, <a href="#b">here</a>, a < b > c.\n\n</div>\n\n```html\n<div>kept</div>\n```\n\n    <p>kept too</p>\n';
    expect((await read(utf8(source), 'a.md')).markdown).toBe(
      '## 1.2 `<span>`\n\nSee [the `guide`](https://x.org/a), here, a < b > c.\n\n```html\n<div>kept</div>\n```\n\n    <p>kept too</p>\n',
    );
  });

  test('source code stays code, its comments never become headings', async () => {
    const out = await read(utf8('# comment\nprint("```")\n'), 'run.py');
    expect(out.markdown).toBe('````python\n# comment\nprint("```")\n````\n');
  });

  test('csv: the separator is found, quotes and separators in cells survive', async () => {
    const out = await read(utf8('name;note\n"Ada; Lovelace";"say ""hi"""\nBob;x\n'), 'people.csv');
    expect(out.markdown).toBe('| name | note |\n| --- | --- |\n| Ada; Lovelace | say "hi" |\n| Bob | x |\n');
  });

  test('json: paths as headings, like rows as a table, order as written', async () => {
    const out = await read(
      utf8(
        '{"title":"Fleet","ships":[{"name":"A","tonnes":1.50},{"name":"B","tonnes":2}],"owner":{"city":{"name":"Kiel"}}}',
      ),
      'fleet.json',
    );
    expect(out.markdown).toBe(
      '- **title**: Fleet\n\n# ships\n\n| name | tonnes |\n| --- | --- |\n| A | 1.5 |\n| B | 2 |\n\n# owner\n\n## owner.city\n\n- **name**: Kiel\n',
    );
    expect(out.title).toBe('Fleet');
  });

  test.each([
    ['UTF-8 with mark', Buffer.from('\ufeffGrüße, Übung', 'utf8')],
    ['UTF-16 LE with mark', Buffer.from('\ufeffGrüße, Übung', 'utf16le')],
    ['UTF-16 BE with mark', Buffer.from('\ufeffGrüße, Übung', 'utf16le').swap16()],
    ['UTF-16 LE without mark', Buffer.from('Grüße, Übung', 'utf16le')],
    ['UTF-16 BE without mark', Buffer.from('Grüße, Übung', 'utf16le').swap16()],
    ['Windows-1252', Buffer.from('Grüße, Übung', 'latin1')],
  ])('%s is read as what it is', async (_, bytes) => {
    const out = await read(new Uint8Array(bytes), 'gruss.txt');
    expect(out.markdown).toBe('Grüße, Übung\n');
  });

  test('UTF-16 text in Cyrillic without a mark, and Windows-1252 quotes', async () => {
    const russian = 'Порт закрыт до утра, и все корабли ждут.\nНикто не входит.\n';
    expect((await read(new Uint8Array(Buffer.from(russian, 'utf16le')), 'a.txt')).markdown).toBe(russian);
    const quotes = await read(new Uint8Array([0x93, 0x68, 0x69, 0x94, 0x20, 0x80, 0x35]), 'b.txt');
    expect(quotes.markdown).toBe('“hi” €5\n');
    expect(quotes.warnings.map((warning) => warning.code)).toEqual(['encoding-guessed']);
  });
});

test('the encoding that a page or a server names is used where the bytes are not Unicode, and not believed where it is wrong', async () => {
  const kyrillic = new Uint8Array([0xcf, 0xee, 0xf0, 0xf2]);
  expect((await read(kyrillic, 'a.txt', 'text/plain; charset=windows-1251')).markdown).toBe('Порт\n');
  const lying = Buffer.from('<html><head><meta charset="utf-8"></head><body><p>Grüße</p></body></html>', 'latin1');
  expect((await read(new Uint8Array(lying), 'a.html')).markdown).toBe('Grüße\n');
  const page = Buffer.from('<html><head><meta charset="windows-1252"></head><body><p>Grüße</p></body></html>', 'utf8');
  expect((await read(new Uint8Array(page), 'a.html')).markdown).toBe('Grüße\n');
});

describe('what the content says counts, not the name', () => {
  test.each([
    ['pdf called docx', bookPdf(), 'pilot.docx', 'pdf'],
    ['docx called pdf', docx(), 'handbook.pdf', 'docx'],
    ['html called txt', utf8('<!doctype html><html><body><p>Hello there</p></body></html>'), 'page.txt', 'html'],
    ['epub called zip', epub(), 'knots.zip', 'epub'],
  ] as const)('%s is read, with a warning where the name is wrong', async (_, bytes, name, format) => {
    const out = await read(bytes, name);
    expect(out.format).toBe(format);
    if (!name.endsWith('.txt')) expect(out.warnings.map((warning) => warning.code)).toContain('wrong-extension');
  });

  test('no part of a path gets into the title, and a name of 300 characters is cut', async () => {
    const traversal = await read(utf8('hello'), '../../etc/secret plans.txt');
    expect(traversal.title).toBe('secret plans');
    const long = await read(utf8('hello'), `${'é'.repeat(300)}.txt`);
    expect(long.title.length).toBeLessThanOrEqual(200);
    const windows = await read(utf8('hello'), 'C:\\Users\\ada\\notes.md');
    expect(windows.title).toBe('notes');
  });
});
