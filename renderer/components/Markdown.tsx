/**
 * Markdown as it reads. No raw HTML and no images from elsewhere; a link opens in the system's browser, because the
 * shell hands every new window there.
 */
import { memo } from 'react';
import ReactMarkdown, { type Components } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { cx } from './cx.ts';
import css from './Markdown.module.css';

const WEB = /^(?:https?:|mailto:)/i;

/**
 * Each block by its own first letter: a Hebrew paragraph begins at the right, also between English ones. A paragraph does
 * so by its style: with a direction of its own it would be passed over when that of the quote or item around it is found.
 */
const COMPONENTS: Components = {
  li: ({ children, className }) => (
    <li dir="auto" {...(className === undefined ? {} : { className })}>
      {children}
    </li>
  ),
  blockquote: ({ children }) => <blockquote dir="auto">{children}</blockquote>,
  h1: ({ children }) => <h1 dir="auto">{children}</h1>,
  h2: ({ children }) => <h2 dir="auto">{children}</h2>,
  h3: ({ children }) => <h3 dir="auto">{children}</h3>,
  h4: ({ children }) => <h4 dir="auto">{children}</h4>,
  h5: ({ children }) => <h5 dir="auto">{children}</h5>,
  h6: ({ children }) => <h6 dir="auto">{children}</h6>,
  a: ({ href, children }) =>
    href !== undefined && WEB.test(href) ? (
      <a href={href} target="_blank" rel="noreferrer noopener" title={href}>
        {children}
      </a>
    ) : (
      <span>{children}</span>
    ),
  img: ({ alt, src }) =>
    typeof src === 'string' && src.startsWith('data:image/') ? (
      <img src={src} alt={alt ?? ''} />
    ) : (
      <span className={css.image}>[Image{alt ? `: ${alt}` : ''}]</span>
    ),
  table: ({ children }) => (
    <div className={css.table} tabIndex={0} role="region" aria-label="Table">
      <table dir="auto">{children}</table>
    </div>
  ),
};

/** Data images pass; the library's own filter takes care of every other address. */
const keepUrl = (url: string): string => (WEB.test(url) || url.startsWith('data:image/') ? url : '');

export const Markdown = memo(function Markdown({ text, className }: { text: string; className?: string | undefined }) {
  return (
    <div className={cx(css.markdown, className)}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS} urlTransform={keepUrl} skipHtml>
        {text}
      </ReactMarkdown>
    </div>
  );
});
