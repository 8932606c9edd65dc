/** Whether the person is writing right now, and undo inside the field they write in. */

/** The focused element, also inside a shadow root. */
function focused(): Element | null {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

export function isEditing(): boolean {
  const element = focused();
  if (element instanceof HTMLInputElement) return !['checkbox', 'radio', 'range', 'button'].includes(element.type);
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLElement && element.isContentEditable);
}

/** Whether the browser has something to undo or redo where the person writes. The prompt editor has taken its key before. */
export function hasOwn(which: 'undo' | 'redo'): boolean {
  const element = focused();
  if (element instanceof HTMLElement && element.isContentEditable) return false;
  return document.queryCommandEnabled(which);
}

/** From the menu: the field's own undo. The prompt editor listens for keys, plain fields for the browser's command. */
export function undoInField(which: 'undo' | 'redo'): boolean {
  const element = focused();
  if (!element) return false;
  const key = new KeyboardEvent('keydown', {
    key: 'z',
    code: 'KeyZ',
    keyCode: 90,
    ctrlKey: true,
    metaKey: /Mac/.test(navigator.platform),
    shiftKey: which === 'redo',
    bubbles: true,
    cancelable: true,
    composed: true,
  });
  if (element instanceof HTMLElement && element.isContentEditable) {
    element.dispatchEvent(key);
    return key.defaultPrevented;
  }
  return document.execCommand(which);
}
