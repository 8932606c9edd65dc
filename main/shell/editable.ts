/**
 * Undo and redo from the menu belong to the field a person types in, when there is one: a text field has its own history,
 * and so has a code editor. Only otherwise are they the studio's.
 */

const TEXT_INPUTS = new Set(['text', 'search', 'url', 'email', 'tel', 'password', 'number']);

/** True when the focused field took the command. */
export function undoInField(commandId: string, page: Document): boolean {
  if (commandId !== 'history.undo' && commandId !== 'history.redo') return false;
  const field = focusedField(page);
  if (!field) return false;
  const undo = commandId === 'history.undo';
  // An editor with a history of its own listens for this and says so by preventing the default.
  const asked = new InputEvent('beforeinput', {
    inputType: undo ? 'historyUndo' : 'historyRedo',
    bubbles: true,
    cancelable: true,
    composed: true,
  });
  if (field.dispatchEvent(asked)) page.execCommand(undo ? 'undo' : 'redo');
  return true;
}

/** The focused element that takes text, looked for inside shadow roots too. */
function focusedField(page: Document): Element | null {
  let active = page.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  if (active instanceof HTMLTextAreaElement) return active.readOnly ? null : active;
  if (active instanceof HTMLInputElement) return TEXT_INPUTS.has(active.type) && !active.readOnly ? active : null;
  return active instanceof HTMLElement && active.isContentEditable ? active : null;
}
