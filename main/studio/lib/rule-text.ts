/** A messaging rule as agents read it. */

/** A rule that says by itself whether to do it or not, as people write them. */
const SAYS_SO = {
  do: /^(?:do(?! not\b)|always|please)\b/i,
  dont: /^(?:do not|don['’]t|never|avoid|no)\b/i,
} as const;

/** "Do: Say what it costs", but "Do not say “cheap”" as it is: said twice, it reads like the opposite. */
export function ruleText(type: 'do' | 'dont', text: string): string {
  return SAYS_SO[type].test(text) ? text : `${type === 'do' ? 'Do' : 'Do not'}: ${text}`;
}
