/**
 * An element of the page as a PNG: all of it, also what is scrolled out of view, in the theme and type that the person sees.
 * It is drawn from a copy whose styles are written out, so that nothing on the screen moves and nothing that lies over it
 * gets into the picture.
 */

/** Pixels of the picture for one of the page: sharp when it is pasted into a text. */
export const PICTURE_SCALE = 2;
/** Left out, with its place kept: buttons. */
const LEFT_OUT = '[data-not-in-picture]';
/** Its whole content is in the picture, however little of it is in view. */
const UNROLLED = '[data-unrolled-in-picture]';

/** What an element looks like; the rest is the same for every element or of no meaning in a picture. */
const LOOKS =
  `display position top right bottom left width height min-width min-height max-width max-height box-sizing margin padding
  border-top border-right border-bottom border-left border-radius background-color background-image color opacity visibility
  overflow text-overflow white-space font-family font-size font-style font-weight font-variant font-feature-settings
  font-variation-settings line-height letter-spacing text-align text-decoration text-transform text-indent vertical-align
  flex-direction flex-wrap flex-grow flex-shrink flex-basis align-items align-self align-content justify-content justify-items
  justify-self gap row-gap column-gap grid-template-columns grid-template-rows grid-column grid-row grid-auto-flow
  border-collapse border-spacing caption-side table-layout list-style transform fill stroke stroke-width stroke-dasharray
  stroke-linejoin stroke-linecap text-anchor dominant-baseline rx ry r cx cy x y box-shadow order float clear`
    .trim()
    .split(/\s+/);

function writeOut(from: Element, to: Element): void {
  if (
    (from instanceof HTMLElement || from instanceof SVGElement) &&
    (to instanceof HTMLElement || to instanceof SVGElement)
  ) {
    const style = getComputedStyle(from);
    to.removeAttribute('style');
    to.removeAttribute('class');
    for (const name of LOOKS) {
      const value = style.getPropertyValue(name);
      if (value !== '') to.style.setProperty(name, value);
    }
  }
  for (const [n, child] of [...from.children].entries()) {
    const copy = to.children[n];
    if (copy) writeOut(child, copy);
  }
}

const asData = async (url: string): Promise<string> => {
  const bytes = new Uint8Array(await (await fetch(url)).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return `data:font/woff2;base64,${btoa(text)}`;
};

/** The faces in use, with their files in them: a picture loads nothing. */
async function faces(): Promise<string> {
  const used = new Set(
    [...document.fonts]
      .filter(({ status }) => status === 'loaded')
      .map((face) => `${face.family.replaceAll('"', '')} ${face.style} ${face.unicodeRange}`),
  );
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules].map((rule) => ({ rule, base: sheet.href ?? document.baseURI })))
    .filter((each): each is { rule: CSSFontFaceRule; base: string } => each.rule instanceof CSSFontFaceRule);
  const wanted = rules.filter(({ rule: { style } }) =>
    used.has(
      `${style.getPropertyValue('font-family').replaceAll(/["']/g, '')} ${style.getPropertyValue('font-style') || 'normal'} ${style.getPropertyValue('unicode-range')}`,
    ),
  );
  const texts = await Promise.all(
    wanted.map(async ({ rule, base }) => {
      const file = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1];
      if (file === undefined) return '';
      const data = await asData(new URL(file, base).href);
      return rule.cssText.replace(/src:[^;}]+/, `src: url("${data}")`);
    }),
  );
  return texts.join('\n');
}

/** @throws Error where the browser cannot draw it */
export async function pictureOf(element: HTMLElement): Promise<Blob> {
  const box = element.getBoundingClientRect();
  const rolled = [...element.querySelectorAll<HTMLElement>(UNROLLED)];
  const more = (of: (each: HTMLElement) => number): number => Math.max(0, ...rolled.map(of));
  const width = Math.ceil(box.width + more((each) => each.scrollWidth - each.clientWidth));
  const height = Math.ceil(box.height + more((each) => each.scrollHeight - each.clientHeight));

  const copy = element.cloneNode(true) as HTMLElement;
  writeOut(element, copy);
  for (const each of copy.querySelectorAll<HTMLElement>(LEFT_OUT)) each.style.setProperty('opacity', '0');
  for (const each of copy.querySelectorAll<HTMLElement>(UNROLLED))
    for (const [name, value] of [
      ['max-height', 'none'],
      ['height', 'auto'],
      ['width', 'auto'],
      ['overflow', 'visible'],
    ] as const)
      each.style.setProperty(name, value);
  for (const [name, value] of [
    ['margin', '0'],
    ['width', `${width}px`],
    ['height', `${height}px`],
  ] as const)
    copy.style.setProperty(name, value);

  const style = document.createElement('style');
  style.textContent = await faces();
  copy.prepend(style);
  const inside = new XMLSerializer().serializeToString(copy);
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${inside}</foreignObject></svg>`;
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * PICTURE_SCALE;
  canvas.height = height * PICTURE_SCALE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This window cannot draw pictures.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const png = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/png');
  });
  if (!png) throw new Error('The picture could not be made.');
  return png;
}
