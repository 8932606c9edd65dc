/** Folding: what makes two spellings of one word the same string, before and after stemming. */

/** Letters that decomposition leaves alone but that people type without the stroke or the tie. */
const letters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ŋ: 'n',
  ħ: 'h',
  ё: 'е',
  ـ: '',
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ى: 'ي',
  ς: 'σ',
};
const special = /[ßæœøłđðþıŋħёـأإآىς]/g;
/** Latin, Greek and Cyrillic accents, Hebrew points, Arabic vowel signs. Indic vowel signs stay: there they are letters. */
const marks = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]/g;

/** True when every character is ASCII: such a string needs only lower case. */
export function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

/** Lower case and compatible forms joined (full width, ligatures), accents kept: what stemmers expect. */
export function lower(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  return text.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** Accents and strokes removed from a word already in lower case. */
export function fold(word: string): string {
  if (isAscii(word)) return word;
  return word
    .replace(special, (letter) => letters[letter] ?? letter)
    .normalize('NFD')
    .replace(marks, '')
    .normalize('NFC');
}
