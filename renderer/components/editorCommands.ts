/** What the prompt editor's toolbar does to the text. */
import { EditorSelection } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';

/** Puts `mark` around each selection, or takes it away where it already is. */
export const wrapSelection =
  (mark: string) =>
  (view: EditorView): void => {
    view.dispatch(
      view.state.changeByRange((range) => {
        const { doc } = view.state;
        const before = doc.sliceString(Math.max(0, range.from - mark.length), range.from);
        const after = doc.sliceString(range.to, range.to + mark.length);
        if (before === mark && after === mark) {
          return {
            changes: [
              { from: range.from - mark.length, to: range.from },
              { from: range.to, to: range.to + mark.length },
            ],
            range: EditorSelection.range(range.from - mark.length, range.to - mark.length),
          };
        }
        return {
          changes: [
            { from: range.from, insert: mark },
            { from: range.to, insert: mark },
          ],
          range: EditorSelection.range(range.from + mark.length, range.to + mark.length),
        };
      }),
    );
  };

/** Begins each selected line with `prefix`, or takes it away when all have it. */
export const prefixLines =
  (prefix: string) =>
  (view: EditorView): void => {
    const { doc, selection } = view.state;
    const first = doc.lineAt(selection.main.from).number;
    const last = doc.lineAt(selection.main.to).number;
    const lines = Array.from({ length: last - first + 1 }, (_, index) => doc.line(first + index));
    const all = lines.every((line) => line.text.startsWith(prefix));
    view.dispatch({
      changes: lines.map((line) =>
        all ? { from: line.from, to: line.from + prefix.length } : { from: line.from, insert: prefix },
      ),
    });
  };

export const insertVariable =
  (name: string) =>
  (view: EditorView): void => {
    view.dispatch(view.state.replaceSelection(`{{${name}}}`));
  };
