/** A growing index as bytes, and back: what it holds is written in order, what was removed is left out. */
import { ByteReader, ByteWriter, damaged } from './bytes.ts';
import { openFileLexicon, readStrings } from './file-lexicon.ts';
import { readFile, SECTION, writeFile } from './format.ts';
import type { GrowingLexicon, SavedLexicon } from './growing-lexicon.ts';
import { DictionaryWriter, writeHeads, writeStrings, type ChunkHead } from './sections.ts';
import type { Progress } from './types.ts';

/** Terms written between two turns of others. */
const TERMS = 256;

/** @returns the bytes, and the ordinals that were kept, in their new order. Nothing may change meanwhile. */
export function* saveSteps(
  lexicon: GrowingLexicon,
): Generator<Progress, { readonly bytes: Uint8Array; readonly kept: Uint32Array }> {
  const kept = new Uint32Array(lexicon.size);
  const places = new Uint32Array(lexicon.slots);
  const heads: ChunkHead[] = [];
  const languages: string[] = [];
  const lengths: number[] = [];
  for (let ordinal = 0; ordinal < lexicon.slots; ordinal++) {
    if (!lexicon.alive(ordinal)) continue;
    places[ordinal] = heads.length;
    kept[heads.length] = ordinal;
    heads.push({
      id: lexicon.idOf(ordinal),
      documentId: lexicon.documentIdOf(ordinal),
      pinned: lexicon.pinned(ordinal),
    });
    languages.push(lexicon.languageOf(ordinal));
    lengths.push(lexicon.lengthOf(ordinal));
  }
  const terms: { readonly term: string; readonly number: number }[] = [];
  lexicon.eachTerm((term, number) => terms.push({ term, number }));
  terms.sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : 0));
  const dictionary = new DictionaryWriter();
  for (const [done, { term, number }] of terms.entries()) {
    if (done % TERMS === 0) yield { stage: 'write', done, total: terms.length };
    const { ordinals, text, title, heading } = lexicon.postings(number);
    dictionary.begin(term);
    for (let i = 0; i < ordinals.length; i++) {
      const ordinal = ordinals[i] ?? 0;
      if (lexicon.alive(ordinal))
        dictionary.posting(places[ordinal] ?? 0, text[i] ?? 0, title[i] ?? 0, heading[i] ?? 0);
    }
    dictionary.end();
  }
  const sections = new Map([
    ...writeHeads(heads, languages, lengths, dictionary.count),
    ...dictionary.finish(),
    [SECTION.languages, writeLanguages(languages)] as const,
  ]);
  return { bytes: writeFile(sections), kept };
}

function writeLanguages(languages: readonly string[]): Uint8Array {
  const distinct = [...new Set(languages)];
  const numbers = new Map(distinct.map((language, number) => [language, number]));
  const out = new ByteWriter();
  writeStrings(out, distinct);
  for (const language of languages) out.varint(numbers.get(language) ?? 0);
  return out.finish();
}

/** @throws IndexFormatError for bytes that `saveSteps` of this version did not write. */
export function openSaved(bytes: Uint8Array): SavedLexicon {
  const sections = readFile(bytes);
  const lexicon = openFileLexicon(sections);
  const part = sections.get(SECTION.languages);
  if (!part) throw damaged('The search index lacks a part.');
  const reader = new ByteReader(part);
  const distinct = readStrings(reader, undefined);
  const names = Array.from({ length: distinct.count }, (_, i) => distinct.at(i));
  const column = new Uint32Array(lexicon.slots);
  for (let i = 0; i < column.length; i++) {
    const number = reader.varint();
    if (number >= names.length) throw damaged();
    column[i] = number;
  }
  if (reader.at !== reader.end) throw damaged();
  return { lexicon, languageOf: (ordinal) => names[column[ordinal] ?? 0] ?? '' };
}
