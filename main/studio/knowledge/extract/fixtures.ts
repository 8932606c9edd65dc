// Small documents of every format, built in code for the tests: real enough for real readers, and known to the letter.
import { strToU8, zipSync } from 'fflate';

export function zipOf(parts: Readonly<Record<string, string | Uint8Array>>, level: 0 | 6 = 6): Uint8Array {
  const files: Record<string, Uint8Array> = {};
  for (const [name, content] of Object.entries(parts))
    files[name] = typeof content === 'string' ? strToU8(content) : content;
  return zipSync(files, { level });
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';

function escapeXml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function coreXml(title: string): string {
  return `${XML}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>${escapeXml(title)}</dc:title><dcterms:modified>2025-03-04T05:06:07Z</dcterms:modified></cp:coreProperties>`;
}

const RELS = `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="TARGET"/></Relationships>`;
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

function contentTypes(...overrides: [part: string, type: string][]): string {
  return `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${overrides.map(([part, type]) => `<Override PartName="${part}" ContentType="${type}"/>`).join('')}</Types>`;
}

/** One heading of level 1, one of level 2, a paragraph, a list of two, a table of two by two. */
export function docx(options: { comment?: boolean; extra?: Readonly<Record<string, Uint8Array>> } = {}): Uint8Array {
  const paragraph = (text: string, style?: string): string =>
    `<w:p>${style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`;
  const item = (text: string): string =>
    `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>${escapeXml(text)}</w:t></w:r></w:p>`;
  const row = (...cells: string[]): string =>
    `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`;
  const style = (id: string, name: string): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/></w:style>`;
  const ns = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
  return zipOf({
    '[Content_Types].xml': contentTypes([
      '/word/document.xml',
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml',
    ]),
    '_rels/.rels': RELS.replace('TARGET', 'word/document.xml'),
    'word/_rels/document.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="r2" Type="${OFFICE}/numbering" Target="numbering.xml"/></Relationships>`,
    'word/styles.xml': `${XML}<w:styles ${ns}>${style('H1', 'heading 1')}${style('H2', 'heading 2')}${style('Code', 'Source Code')}</w:styles>`,
    'word/numbering.xml': `${XML}<w:numbering ${ns}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/document.xml': `${XML}<w:document ${ns}><w:body>${paragraph('Harbour handbook', 'H1')}${paragraph('Berth 12 holds 1,250 tonnes; café & crew.')}${paragraph('Tides', 'H2')}${item('High at 06:40')}${item('Low at 12:55')}${paragraph('tide --port 12', 'Code')}<w:tbl>${row('Berth', 'Depth')}${row('12', '9.5 m')}</w:tbl></w:body></w:document>`,
    'docProps/core.xml': coreXml('Harbour handbook'),
    ...(options.comment === true
      ? {
          'word/comments.xml': `${XML}<w:comments ${ns}><w:comment w:id="0">${paragraph('Private remark')}</w:comment></w:comments>`,
        }
      : {}),
    ...options.extra,
  });
}

/** Two slides in an order that the file names do not have; the second has a table and notes. */
export function pptx(): Uint8Array {
  const ns = `xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="${OFFICE}"`;
  const line = (text: string, level = 0): string =>
    `<a:p><a:pPr lvl="${level}"><a:buChar char="•"/></a:pPr><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`;
  const shape = (type: string, body: string): string =>
    `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr><p:ph type="${type}"/></p:nvPr></p:nvSpPr><p:txBody>${body}</p:txBody></p:sp>`;
  const plain = (text: string): string => `<a:p><a:r><a:t>${escapeXml(text)}</a:t></a:r></a:p>`;
  const slide = (inner: string): string => `${XML}<p:sld ${ns}><p:cSld><p:spTree>${inner}</p:spTree></p:cSld></p:sld>`;
  const table = `<p:graphicFrame><a:graphic><a:graphicData><a:tbl>${[
    ['Crane', 'Load'],
    ['K1', '40 t'],
  ]
    .map((row) => `<a:tr>${row.map((cell) => `<a:tc><a:txBody>${plain(cell)}</a:txBody></a:tc>`).join('')}</a:tr>`)
    .join('')}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>`;
  const rels = (...entries: [id: string, type: string, target: string][]): string =>
    `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
  return zipOf({
    '[Content_Types].xml': contentTypes(),
    '_rels/.rels': RELS.replace('TARGET', 'ppt/presentation.xml'),
    'ppt/presentation.xml': `${XML}<p:presentation ${ns}><p:sldIdLst><p:sldId id="256" r:id="rId9"/><p:sldId id="257" r:id="rId1"/></p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': rels(
      ['rId1', 'slide', 'slides/slide1.xml'],
      ['rId9', 'slide', 'slides/slide2.xml'],
    ),
    'ppt/slides/slide2.xml': slide(
      shape('title', plain('Why cranes wait')) +
        shape('body', line('Wind above 60 km/h') + line('Gusts count double', 1)) +
        shape('sldNum', plain('1')),
    ),
    'ppt/slides/slide1.xml': slide(shape('title', plain('What they lift')) + table),
    'ppt/slides/_rels/slide1.xml.rels': rels(['rId1', 'notesSlide', '../notesSlides/notesSlide1.xml']),
    'ppt/notesSlides/notesSlide1.xml': `${XML}<p:notes ${ns}><p:cSld><p:spTree>${shape('body', plain('Mention the old crane'))}</p:spTree></p:cSld></p:notes>`,
    'docProps/core.xml': coreXml('Cranes'),
  });
}

/** Two visible sheets and a hidden one. */
export function xlsx(): Uint8Array {
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const cell = (ref: string, value: string | number): string =>
    typeof value === 'number'
      ? `<c r="${ref}"><v>${value}</v></c>`
      : `<c r="${ref}" t="inlineStr"><is><t>${escapeXml(value)}</t></is></c>`;
  const sheet = (rows: readonly (readonly (string | number)[])[]): string =>
    `${XML}<worksheet ${ns}><sheetData>${rows.map((row, y) => `<row r="${y + 1}">${row.map((value, x) => cell(`${String.fromCharCode(65 + x)}${y + 1}`, value)).join('')}</row>`).join('')}</sheetData></worksheet>`;
  const names = ['Prices', 'Crew', 'Secret'];
  return zipOf({
    '[Content_Types].xml': contentTypes(
      ['/xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'],
      ...names.map((_, i): [string, string] => [
        `/xl/worksheets/sheet${i + 1}.xml`,
        'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml',
      ]),
    ),
    '_rels/.rels': RELS.replace('TARGET', 'xl/workbook.xml'),
    'xl/workbook.xml': `${XML}<workbook ${ns} xmlns:r="${OFFICE}"><sheets>${names.map((name, i) => `<sheet name="${name}" sheetId="${i + 1}"${name === 'Secret' ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${names.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${i + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/worksheets/sheet1.xml': sheet([
      ['Item', 'Price'],
      ['Rope | thick', 12.5],
      ['Anchor', 340],
    ]),
    'xl/worksheets/sheet2.xml': sheet([['Name'], ['Ada']]),
    'xl/worksheets/sheet3.xml': sheet([['Password'], ['hunter2']]),
  });
}

export function odt(options: { encrypted?: boolean } = {}): Uint8Array {
  const ns =
    'xmlns:office="o" xmlns:text="t" xmlns:table="tb" xmlns:style="s" xmlns:dc="http://purl.org/dc/elements/1.1/"';
  const p = (text: string): string => `<text:p>${escapeXml(text)}</text:p>`;
  return zipOf({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'content.xml': `${XML}<office:document-content ${ns}><office:body><office:text><text:h text:outline-level="1">Lighthouse log</text:h>${p('The lamp burned 14 hours.')}<text:h text:outline-level="2">Repairs</text:h><text:list><text:list-item>${p('Lens')}</text:list-item><text:list-item>${p('Stairs')}</text:list-item></text:list><table:table>${[
      ['Day', 'Oil'],
      ['1', '3 l'],
    ]
      .map(
        (row) =>
          `<table:table-row>${row.map((cell) => `<table:table-cell>${p(cell)}</table:table-cell>`).join('')}</table:table-row>`,
      )
      .join('')}</table:table></office:text></office:body></office:document-content>`,
    'meta.xml': `${XML}<office:document-meta ${ns}><office:meta><dc:title>Lighthouse log</dc:title><dc:date>2024-01-02T03:04:05</dc:date></office:meta></office:document-meta>`,
    'META-INF/manifest.xml':
      options.encrypted === true ? '<manifest><file-entry><encryption-data/></file-entry></manifest>' : '<manifest/>',
  });
}

export function epub(): Uint8Array {
  const page = (body: string): string =>
    `${XML}<html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head><body>${body}</body></html>`;
  return zipOf({
    mimetype: 'application/epub+zip',
    'META-INF/container.xml': `${XML}<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>`,
    'OEBPS/book.opf': `${XML}<package><metadata xmlns:dc="d"><dc:title>Knots &amp; bends</dc:title><dc:date>2023-05-06</dc:date></metadata><manifest><item id="b" href="text/two.xhtml" media-type="application/xhtml+xml"/><item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/><item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>`,
    'OEBPS/nav.xhtml': page('<nav><ol><li>The list of contents</li></ol></nav>'),
    'OEBPS/text/one.xhtml': page('<h1>Bowline</h1><p>It never slips.</p><pre>make a loop\n  pass through</pre>'),
    'OEBPS/text/two.xhtml': page('<h1>Sheet bend</h1><p>For ropes of two sizes.</p>'),
  });
}

export interface PdfText {
  text: string;
  x: number;
  y: number;
  size?: number;
  font?: 'F1' | 'F2' | 'F3';
}

/** F1 is Helvetica, F2 Helvetica-Bold, F3 Courier. */
export function pdf(
  pages: readonly (readonly PdfText[])[],
  options: { image?: boolean; encrypted?: boolean; title?: string } = {},
): Uint8Array {
  const objects: string[] = [];
  const add = (body: string): number => objects.push(body);
  const stream = (body: string, dictionary = ''): string =>
    `<< ${dictionary} /Length ${body.length} >>\nstream\n${body}\nendstream`;
  const escape = (text: string): string => text.replace(/[\\()]/g, String.raw`\$&`);
  const catalog = add('');
  const tree = add('');
  const fonts = ['Helvetica', 'Helvetica-Bold', 'Courier'].map((name) =>
    add(`<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`),
  );
  const image =
    options.image === true
      ? add(
          stream(
            '\xff\x00\xff',
            '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8',
          ),
        )
      : 0;
  const kids = pages.map((page) => {
    const body = page
      .map(
        (piece) =>
          `BT /${piece.font ?? 'F1'} ${piece.size ?? 10} Tf ${piece.x} ${piece.y} Td (${escape(piece.text)}) Tj ET`,
      )
      .join('\n');
    const content = add(stream(image > 0 ? `${body}\nq 500 0 0 700 50 50 cm /I Do Q` : body));
    return add(
      `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 612 792] /Contents ${content} 0 R /Resources << /Font << /F1 ${fonts[0]} 0 R /F2 ${fonts[1]} 0 R /F3 ${fonts[2]} 0 R >> ${image > 0 ? `/XObject << /I ${image} 0 R >>` : ''} >> >>`,
    );
  });
  objects[catalog - 1] = `<< /Type /Catalog /Pages ${tree} 0 R >>`;
  objects[tree - 1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] >>`;
  const info = add(`<< /Title (${escape(options.title ?? '')}) /ModDate (D:20240506070809+02'00') >>`);
  const locked =
    options.encrypted === true
      ? add(`<< /Filter /Standard /V 1 /R 2 /P -4 /O <${'41'.repeat(32)}> /U <${'42'.repeat(32)}> >>`)
      : 0;
  let out = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const at = out.length;
    out += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const table = out.length;
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
  out += `trailer\n<< /Size ${objects.length + 1} /Root ${catalog} 0 R /Info ${info} 0 R ${locked > 0 ? `/Encrypt ${locked} 0 R /ID [<41> <42>]` : ''} >>\nstartxref\n${table}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(out, 'latin1'));
}

/** Lines of prose as a page has them: 12 points apart from `y` downwards. */
export function pdfLines(lines: readonly string[], y: number, extra: Partial<PdfText> = {}): PdfText[] {
  return lines.map((text, index) => ({ text, x: 72, y: y - index * 12, ...extra }));
}

/** Three pages with running heads, page numbers, a heading, a hyphen at a line's end, and a paragraph over a page's border. */
export function bookPdf(): Uint8Array {
  const page = (number: number, body: PdfText[]): PdfText[] => [
    { text: 'The Pilot Book', x: 72, y: 760, size: 8 },
    ...body,
    { text: String(number), x: 300, y: 30, size: 8 },
  ];
  return pdf(
    [
      page(1, [
        { text: 'Entering the harbour', x: 72, y: 700, size: 18, font: 'F2' },
        ...pdfLines(
          [
            'Every ship of more than three hundred tonnes takes a pilot at the outer',
            'buoy, where the launch waits in all but the heaviest weather, and the cap-',
            'tain answers all calls on channel twelve until the ship is fast at the',
          ],
          670,
        ),
      ]),
      page(
        2,
        pdfLines(
          [
            'berth and the lines are made. The harbour master confirms the time in',
            'writing before the crew may leave the ship for the town.',
          ],
          700,
        ),
      ),
      page(3, [
        { text: 'Fees', x: 72, y: 700, size: 18, font: 'F2' },
        ...[
          ['Ship', 'Fee'],
          ['Small', '120'],
          ['Middle', '340'],
          ['Large', '900'],
        ].flatMap(([a = '', b = ''], i) => [
          { text: a, x: 72, y: 670 - i * 14 },
          { text: b, x: 220, y: 670 - i * 14 },
        ]),
      ]),
    ],
    { title: 'The Pilot Book' },
  );
}

/** The old Office container, with the name of one stream in it as its directory has it. */
export function ole(streamName: string): Uint8Array {
  const bytes = new Uint8Array(2048);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  bytes.set(Buffer.from(streamName, 'utf16le'), 1024);
  return bytes;
}

export function utf8(text: string): Uint8Array {
  return strToU8(text);
}
