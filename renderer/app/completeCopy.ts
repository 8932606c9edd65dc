/** What must be known about a Morgy saved as a file: nothing in it was left out or blacked out. Pure. */
export function completeCopyNotice({
  documents,
  excludedPassages,
  secrets,
}: {
  documents: number;
  excludedPassages: number;
  /** Found in what a bundle of it would carry; null where that could not be searched. */
  secrets: number | null;
}): string {
  const knowledge =
    documents === 0 ? '' : documents === 1 ? ', its document' : `, its ${documents.toLocaleString('en')} documents`;
  const excluded =
    excludedPassages === 0
      ? ''
      : ` with the ${excludedPassages === 1 ? 'passage' : `${excludedPassages.toLocaleString('en')} passages`} you excluded`;
  const found =
    secrets === null || secrets === 0
      ? 'and anything secret in them'
      : `and ${secrets === 1 ? 'the secret' : `at least ${secrets.toLocaleString('en')} secrets`} found in them`;
  return `This file is a complete copy: its prompts${knowledge}${excluded}, ${found}. Nothing was blacked out. To give it to others, export a bundle.`;
}
