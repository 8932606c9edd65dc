/** Quotations in a text, and what kind of thing a customer says in one. */
import { WORD } from './rule-parts.ts';

/** A quotation and who said it: “…” — Name, role; also „…“ and « … ». */
export const TESTIMONIAL = new RegExp(
  String.raw`[“"„«]\s?([¡¿]?[\p{Lu}\p{N}][^“”„"«»\n]{19,399}?)\s?[”"“»]\s*(?:[-—–]|,\s*(?:said|says|sagt|dit|dice))\s*(${WORD}[^.;”"\n]{0,90})`,
  'gu',
);

const OBJECTION =
  /(?<!\p{L})(?:but|too expensive|expensive|not sure|worried|hesita\p{L}*|sceptical|skeptical|afraid|risk|contract|complicated to switch|already have|at first|zu teuer|teuer|skeptisch|sorgen|unsicher|zuerst|anfangs|vertrag|trop cher|cher|sceptiques?|peur|hésit\p{L}*|contrat|au début|mais|demasiado caro|caro|escéptic[oa]s?|miedo|dud[aá]\p{L}*|contrato|al principio|pero)(?!\p{L})/iu;
const PAIN =
  /(?<!\p{L})(?:never|hours|slow|pain|problem\p{L}*|frustrat\p{L}*|waste\p{L}*|lost|struggl\p{L}*|hate|annoy\p{L}*|tired|difficult|hard to|impossible|no longer have to|used to|stunden|mühsam|verlor\p{L}*|nie|früher|ärger\p{L}*|schwierig|unmöglich|heures|perd\p{L}*|lent|problèmes?|difficile|avant|jamais|horas|perd[ií]\p{L}*|lent[oa]|difícil|imposible|antes|nunca)(?!\p{L})/iu;

/** Wishes and praise where nothing sounds like trouble. */
export function insightType(quote: string): 'pain' | 'desire' | 'objection' {
  if (OBJECTION.test(quote)) return 'objection';
  return PAIN.test(quote) ? 'pain' : 'desire';
}
