/**
 * What the commands of the registry do in this window. A page registers handlers while it is shown (the last one wins),
 * and a command without a handler is greyed out in the menu and left out of the palette.
 */
import { useEffect, useRef } from 'react';
import { create } from 'zustand';
import { commands, type CommandId } from '../../main/contract/commands.ts';

export type CommandHandler = (args?: Readonly<Record<string, string>>) => void;

interface Registered {
  id: CommandId;
  handler: CommandHandler;
  /** Overrides the title: "Undo rename". */
  label: string | undefined;
  /** Answers only while nobody else does: it leads to the page that does the work. */
  fallback: boolean;
}

interface CommandState {
  registered: readonly Registered[];
}

export const useCommandState = create<CommandState>()(() => ({ registered: [] }));

function answering(registered: readonly Registered[], id: CommandId): Registered | undefined {
  return (
    registered.findLast((entry) => entry.id === id && !entry.fallback) ??
    registered.findLast((entry) => entry.id === id)
  );
}

const latest = (id: CommandId): Registered | undefined => answering(useCommandState.getState().registered, id);

export interface CommandOptions {
  enabled?: boolean;
  label?: string | undefined;
  fallback?: boolean;
}

export function registerCommand(
  id: CommandId,
  handler: CommandHandler,
  { label, fallback = false }: CommandOptions = {},
): () => void {
  const entry: Registered = { id, handler, label, fallback };
  useCommandState.setState(({ registered }) => ({ registered: [...registered, entry] }));
  return () =>
    useCommandState.setState(({ registered }) => ({ registered: registered.filter((other) => other !== entry) }));
}

/** Runs it and says whether anything was there to run. */
export function runCommand(id: string, args?: Readonly<Record<string, string>>): boolean {
  const known = commands.find((command) => command.id === id);
  const entry = known && latest(known.id);
  entry?.handler(args);
  return entry !== undefined;
}

/** Runs it as soon as the page that does the work has registered it; gives up after a while. Milliseconds. */
export function runWhenRegistered(id: CommandId, args?: Readonly<Record<string, string>>, patience = 10_000): void {
  const ready = (registered: readonly Registered[]): boolean =>
    registered.some((entry) => entry.id === id && !entry.fallback);
  if (ready(useCommandState.getState().registered)) {
    runCommand(id, args);
    return;
  }
  const timer = setTimeout(() => stop(), patience);
  const stop = useCommandState.subscribe(({ registered }) => {
    if (!ready(registered)) return;
    clearTimeout(timer);
    stop();
    queueMicrotask(() => runCommand(id, args));
  });
}

/** Registers while the component is shown. The handler may change on every render; the registration does not. */
export function useCommand(
  id: CommandId,
  handler: CommandHandler,
  { enabled = true, label, fallback = false }: CommandOptions = {},
): void {
  const current = useRef(handler);
  useEffect(() => {
    current.current = handler;
  });
  useEffect(
    () => (enabled ? registerCommand(id, (args) => current.current(args), { label, fallback }) : undefined),
    [id, enabled, label, fallback],
  );
}

export interface ListedCommand {
  id: CommandId;
  title: string;
  shortcut: string | undefined;
  group: string;
  keywords: readonly string[];
}

/** What can be done now, for the palette and the menu. */
export function listCommands(registered: readonly Registered[]): ListedCommand[] {
  return commands.flatMap((command) => {
    const entry = answering(registered, command.id);
    if (!entry) return [];
    return [
      {
        id: command.id,
        title: entry.label ?? command.title,
        shortcut: 'shortcut' in command ? command.shortcut : undefined,
        group: 'menu' in command ? command.menu : 'Other',
        keywords: 'keywords' in command ? command.keywords : [],
      },
    ];
  });
}
