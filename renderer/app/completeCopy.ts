/** What must be known about a Morgy saved as a file: nothing in it was left out or blacked out. Pure. */
export function completeCopyNotice({
  documents,
  excludedPassages,
}: {
  documents: number;
  excludedPassages: number;
}): string {
  const knowledge =
    documents === 0 ? '' : documents === 1 ? ', its document' : `, its ${documents.toLocaleString('en')} documents`;
  const excluded =
    excludedPassages === 0
      ? ''
      : ` with the ${excludedPassages === 1 ? 'passage' : `${excludedPassages.toLocaleString('en')} passages`} you excluded`;
  return `This file is a complete copy: its prompts${knowledge}${excluded}, and anything secret in them. Nothing was searched or blacked out. To give it to others, export a bundle.`;
}
