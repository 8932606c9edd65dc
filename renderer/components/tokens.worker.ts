/** Counts tokens off the window's thread: the table behind it is over a megabyte. One message in, one number out. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';

interface Request {
  id: number;
  text: string;
}

globalThis.addEventListener('message', (event: MessageEvent<Request>): void => {
  const { id, text } = event.data;
  globalThis.postMessage({ id, tokens: countTokens(text) });
});
