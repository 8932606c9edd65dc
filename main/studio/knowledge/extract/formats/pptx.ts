// PowerPoint: a heading for each slide, its text in reading order, tables, and the speaker's notes.
import { gfmTable, MarkdownBuilder } from '../builder.ts';
import type { Draft, ReadContext } from '../draft.ts';
import { blocksOf } from '../markdown.ts';
import { childrenOf, element, find, findAll, parseMarkup, textOf } from '../tree.ts';
import type { Element, TreeNode } from '../tree.ts';
import { ExtractionError } from '../types.ts';
import type { ZipContainer } from '../zip.ts';
import { coreProperties } from './docx.ts';

export function readPptx(zip: ZipContainer, context: ReadContext): Draft {
  const slides = slideNames(zip, context.label);
  const builder = new MarkdownBuilder();
  const titles: string[] = [];
  slides.forEach((name, index) => {
    context.checkpoint();
    context.progress({ done: index, total: slides.length });
    builder.page();
    const xml = zip.text(name);
    if (xml === null) return;
    const { root } = parseMarkup(xml, 'xml', context.label);
    const slide = readShapes(find(root, 'p:spTree') ?? root);
    titles.push(slide.title);
    builder.block(`## ${slide.title.replace(/\s+/g, ' ').trim() || `Slide ${index + 1}`}`);
    for (const block of blocksOf(element('div', slide.body))) builder.block(block);
    for (const target of relations(zip, name, context.label, /\/diagramData$/)) {
      const diagram = zip.text(target);
      if (diagram === null) continue;
      const lines = findAll(parseMarkup(diagram, 'xml', context.label).root, 'a:p')
        .map((line) => runs(line))
        .filter((line) => line.length > 0);
      for (const block of blocksOf(
        element(
          'ul',
          lines.map((line) => element('li', line)),
        ),
      ))
        builder.block(block);
    }
    for (const target of relations(zip, name, context.label, /\/chart$/)) {
      const chart = zip.text(target);
      if (chart !== null)
        for (const block of chartBlocks(parseMarkup(chart, 'xml', context.label).root)) builder.block(block);
    }
    for (const target of relations(zip, name, context.label, /\/notesSlide$/)) {
      const notes = zip.text(target);
      if (notes === null) continue;
      const text = notesText(parseMarkup(notes, 'xml', context.label).root);
      if (text.length > 0)
        builder.block(
          blocksOf(
            element('div', [element('blockquote', [element('p', [element('strong', ['Notes']), ': ', ...text])])]),
          ).join('\n\n'),
        );
    }
  });
  const core = coreProperties(zip, context.label);
  return {
    ...builder.finish(),
    titles: [core.title, titles.find((title) => title.trim() !== '')],
    date: core.date,
    warnings: [],
  };
}

/** In the order in which they are shown, which the file names do not say. */
function slideNames(zip: ZipContainer, label: string): string[] {
  const xml = zip.text('ppt/presentation.xml');
  const targets = new Map<string, string>();
  for (const [id, target] of relationMap(zip, 'ppt/presentation.xml', label, /\/slide$/)) targets.set(id, target);
  const ordered =
    xml === null
      ? []
      : findAll(parseMarkup(xml, 'xml', label).root, 'p:sldId')
          .map((node) => targets.get(node.attributes['r:id'] ?? ''))
          .filter((name): name is string => name !== undefined && zip.has(name));
  if (ordered.length > 0) return [...new Set(ordered)];
  const byNumber = [...zip.entries.keys()]
    .filter((name) => /^ppt\/slides\/slide\d+\.xml$/.test(name))
    .toSorted((a, b) => Number(/\d+/.exec(a)?.[0]) - Number(/\d+/.exec(b)?.[0]));
  if (byNumber.length === 0)
    throw new ExtractionError('no-text', `“${label}” has no slides. Check that it is the right file.`);
  return byNumber;
}

/** Relation id to the part it names, as a name inside the container. */
export function relationMap(zip: ZipContainer, part: string, label: string, type: RegExp): Map<string, string> {
  const slash = part.lastIndexOf('/');
  const folder = part.slice(0, slash);
  const found = new Map<string, string>();
  const xml = zip.text(`${folder}/_rels/${part.slice(slash + 1)}.rels`);
  if (xml === null) return found;
  for (const node of findAll(parseMarkup(xml, 'xml', label).root, 'Relationship')) {
    const { Type: kind, Target: target, Id: id, TargetMode: mode } = node.attributes;
    if (kind === undefined || target === undefined || id === undefined || mode === 'External' || !type.test(kind))
      continue;
    found.set(id, insidePath(folder, target));
  }
  return found;
}

function relations(zip: ZipContainer, part: string, label: string, type: RegExp): string[] {
  return [...relationMap(zip, part, label, type).values()];
}

/** `../notes/n1.xml` from `ppt/slides`; never outside the container, because it is only ever looked up in its table. */
export function insidePath(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/').filter((part) => part !== '');
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

interface Slide {
  title: string;
  body: TreeNode[];
}

function readShapes(tree: Element): Slide {
  const slide: Slide = { title: '', body: [] };
  for (const shape of childrenOf(tree)) {
    if (shape.tag === 'p:grpSp') {
      const group = readShapes(shape);
      slide.title ||= group.title;
      slide.body.push(...group.body);
    } else if (shape.tag === 'p:sp' || shape.tag === 'p:cxnSp') {
      const placeholder = find(shape, 'p:ph')?.attributes['type'] ?? '';
      // Page number, date and footer are the same on every slide.
      if (placeholder === 'sldNum' || placeholder === 'dt' || placeholder === 'ftr' || placeholder === 'hdr') continue;
      const body = find(shape, 'p:txBody');
      if (body === null) continue;
      if ((placeholder === 'title' || placeholder === 'ctrTitle') && slide.title === '')
        slide.title = textOf(
          element(
            'p',
            paragraphs(body).map((line) => textOf(element('p', line.content)) + ' '),
          ),
        ).trim();
      else slide.body.push(...asBlocks(paragraphs(body), placeholder));
    } else if (shape.tag === 'p:graphicFrame') {
      for (const table of findAll(shape, 'a:tbl')) slide.body.push(tableOf(table));
    } else if (shape.tag === 'p:pic') {
      const alt = find(shape, 'p:cNvPr')?.attributes['descr'] ?? '';
      // PowerPoint writes such a line itself when nobody described the picture.
      if (alt !== '' && !/automatically generated|^(a|an)? ?(picture|image|screenshot)\b.{0,20}$/i.test(alt))
        slide.body.push(element('p', [element('img', [], { alt })]));
    } else if (shape.tag === 'mc:AlternateContent') {
      const choice = find(shape, 'mc:Choice') ?? find(shape, 'mc:Fallback');
      if (choice !== null) slide.body.push(...readShapes(choice).body);
    }
  }
  return slide;
}

interface Line {
  level: number;
  bullet: boolean | null;
  content: TreeNode[];
}

function paragraphs(body: Element): Line[] {
  const lines: Line[] = [];
  for (const paragraph of findAll(body, 'a:p')) {
    const content = runs(paragraph);
    if (textOf(element('p', content)).trim() === '') continue;
    const properties = childrenOf(paragraph).find((node) => node.tag === 'a:pPr');
    const marks = properties === undefined ? [] : childrenOf(properties).map((node) => node.tag);
    const bullet = marks.includes('a:buNone')
      ? false
      : marks.includes('a:buChar') || marks.includes('a:buAutoNum')
        ? true
        : null;
    const level = Math.min(8, Number.parseInt(properties?.attributes['lvl'] ?? '0', 10) || 0);
    lines.push({ level, bullet, content });
  }
  return lines;
}

function runs(paragraph: Element): TreeNode[] {
  const out: TreeNode[] = [];
  for (const node of childrenOf(paragraph)) {
    if (node.tag === 'a:br') out.push(element('br', []));
    else if (node.tag === 'a:r' || node.tag === 'a:fld') {
      const text = textOf(find(node, 'a:t') ?? '');
      const bold = find(node, 'a:rPr')?.attributes['b'] === '1';
      if (text !== '') out.push(bold ? element('strong', [text]) : text);
    } else if (node.tag.startsWith('mc:') || node.tag.startsWith('a14:')) out.push(textOf(node));
  }
  return out;
}

/** Lines of a content placeholder are bullets unless they say otherwise; those of a free text box only if they say so. */
function asBlocks(lines: readonly Line[], placeholder: string): TreeNode[] {
  const content = placeholder === '' || placeholder === 'obj' || placeholder === 'body';
  const out: TreeNode[] = [];
  let lists: Element[] = [];
  for (const line of lines) {
    const bullet = line.bullet ?? (line.level > 0 || (content && placeholder !== '' && lines.length > 1));
    if (!bullet) {
      lists = [];
      out.push(element('p', line.content));
      continue;
    }
    lists.length = Math.min(lists.length, line.level + 1);
    while (lists.length < line.level + 1) {
      const list = element('ul', []);
      const parent = lists.at(-1);
      if (parent === undefined) out.push(list);
      else parent.children.push(list);
      lists.push(list);
    }
    lists.at(-1)?.children.push(element('li', line.content));
  }
  return out;
}

function tableOf(table: Element): Element {
  return element(
    'table',
    findAll(table, 'a:tr').map((row) =>
      element(
        'tr',
        childrenOf(row)
          .filter((cell) => cell.tag === 'a:tc')
          .map((cell) =>
            element(
              'td',
              cell.attributes['hMerge'] === '1' || cell.attributes['vMerge'] === '1'
                ? []
                : paragraphs(cell).flatMap((line, index) => (index === 0 ? line.content : [' ', ...line.content])),
            ),
          ),
      ),
    ),
  );
}

/** The numbers behind a chart: a row for each category, a column for each series. */
function chartBlocks(root: Element): string[] {
  const series = findAll(root, 'c:ser').slice(0, 50);
  const values = (node: Element | null): string[] =>
    node === null
      ? []
      : findAll(node, 'c:v')
          .slice(0, 5000)
          .map((value) => textOf(value).trim());
  const columns = series.map((one) => ({
    name: values(find(one, 'c:tx')).join(' '),
    values: values(find(one, 'c:val') ?? find(one, 'c:yVal')),
  }));
  const [first] = series;
  const categories = first === undefined ? [] : values(find(first, 'c:cat') ?? find(first, 'c:xVal'));
  const length = Math.max(0, ...columns.map((column) => column.values.length));
  if (length === 0) return [];
  const rows = [['', ...columns.map((column) => column.name)]];
  for (let i = 0; i < length; i++)
    rows.push([categories[i] ?? String(i + 1), ...columns.map((column) => column.values[i] ?? '')]);
  const title = find(root, 'c:title');
  const caption = title === null ? '' : findAll(title, 'a:t').map(textOf).join('').trim();
  return [...(caption === '' ? [] : [caption]), gfmTable(rows)];
}

function notesText(root: Element): TreeNode[] {
  const out: TreeNode[] = [];
  for (const shape of findAll(root, 'p:sp')) {
    if (find(shape, 'p:ph')?.attributes['type'] !== 'body') continue;
    for (const line of paragraphs(shape)) out.push(...(out.length > 0 ? [element('br', [])] : []), ...line.content);
  }
  return out;
}
