/**
 * Every action of the studio, named once. Menu, palette, shortcuts and the CLI's help read this list; a window registers
 * what a command does, and a command without a handler is greyed out.
 */

export type MenuName = 'File' | 'Edit' | 'View' | 'Morgy' | 'Ground' | 'Go' | 'Help';

export interface Command {
  readonly id: string;
  readonly title: string;
  /** `Mod` is Command on macOS and Control elsewhere. */
  readonly shortcut?: string;
  /** What people of Windows and Linux press for it too. */
  readonly elsewhere?: string;
  readonly menu?: MenuName;
  /** Commands of one menu and group stand together, with a line between groups. */
  readonly group?: number;
  /** The verb that does the same from a terminal. */
  readonly cli?: string;
  /** Words a person may type in the palette to find it. */
  readonly keywords?: readonly string[];
}

const define = <const L extends readonly Command[]>(...list: L): L => list;

export const commands = define(
  {
    id: 'morgy.create',
    title: 'New Morgy',
    shortcut: 'Mod+N',
    menu: 'File',
    group: 1,
    cli: 'morgy create',
  },
  {
    id: 'morgy.fromStarter',
    title: 'New from Gallery…',
    shortcut: 'Mod+Shift+N',
    menu: 'File',
    group: 1,
    keywords: ['template', 'starter'],
  },
  {
    id: 'morgy.import',
    title: 'Import Morgy…',
    shortcut: 'Mod+O',
    menu: 'File',
    group: 2,
    cli: 'morgy create --file',
  },
  {
    id: 'morgy.exportFile',
    title: 'Save Morgy as File…',
    shortcut: 'Mod+Shift+S',
    menu: 'File',
    group: 2,
    keywords: ['portable', 'share'],
  },
  {
    id: 'export.open',
    title: 'Export Bundle for Claude Desktop…',
    shortcut: 'Mod+E',
    menu: 'File',
    group: 3,
    cli: 'export',
    keywords: ['mcp', 'mcpb'],
  },
  { id: 'export.verify', title: 'Verify a Bundle…', menu: 'File', group: 3, cli: 'verify' },
  { id: 'data.backup', title: 'Back Up Everything…', menu: 'File', group: 4, cli: 'backup' },
  { id: 'data.restore', title: 'Restore a Backup…', menu: 'File', group: 4, cli: 'restore' },
  { id: 'history.undo', title: 'Undo', shortcut: 'Mod+Z', menu: 'Edit', group: 1 },
  { id: 'history.redo', title: 'Redo', shortcut: 'Mod+Shift+Z', elsewhere: 'Mod+Y', menu: 'Edit', group: 1 },
  {
    id: 'search.knowledge',
    title: 'Search Knowledge',
    shortcut: 'Mod+Shift+F',
    menu: 'Edit',
    group: 3,
    cli: 'knowledge search',
    keywords: ['find'],
  },
  { id: 'search.focus', title: 'Find in This View', shortcut: 'Mod+F', menu: 'Edit', group: 3 },
  {
    id: 'app.settings',
    title: 'Settings',
    shortcut: 'Mod+,',
    menu: 'Edit',
    group: 4,
    keywords: ['preferences'],
  },
  { id: 'app.palette', title: 'Command Palette', shortcut: 'Mod+K', menu: 'View', group: 1 },
  { id: 'view.cards', title: 'Show as Cards', menu: 'View', group: 2 },
  { id: 'view.table', title: 'Show as Table', menu: 'View', group: 2 },
  { id: 'theme.light', title: 'Light Theme', menu: 'View', group: 3 },
  { id: 'theme.dark', title: 'Dark Theme', menu: 'View', group: 3 },
  { id: 'theme.system', title: 'Theme of the System', menu: 'View', group: 3 },
  { id: 'morgy.duplicate', title: 'Duplicate', shortcut: 'Mod+D', menu: 'Morgy', group: 1 },
  { id: 'morgy.archive', title: 'Archive or Bring Back', menu: 'Morgy', group: 1 },
  {
    id: 'morgy.remove',
    title: 'Move to Trash',
    shortcut: 'Mod+Backspace',
    menu: 'Morgy',
    group: 1,
    cli: 'morgy delete',
  },
  {
    id: 'knowledge.addFiles',
    title: 'Add Files…',
    shortcut: 'Mod+Shift+A',
    menu: 'Morgy',
    group: 2,
    cli: 'knowledge add',
  },
  { id: 'knowledge.addFolder', title: 'Add a Folder…', menu: 'Morgy', group: 2 },
  { id: 'knowledge.addUrl', title: 'Add a Web Page…', menu: 'Morgy', group: 2 },
  { id: 'knowledge.addText', title: 'Add Pasted Text…', menu: 'Morgy', group: 2 },
  { id: 'knowledge.addApi', title: 'Add a JSON API…', menu: 'Morgy', group: 2 },
  { id: 'template.create', title: 'New Template', menu: 'Morgy', group: 3, cli: 'template add' },
  { id: 'history.versions', title: 'Version History', menu: 'Morgy', group: 4 },
  {
    id: 'go.foundation',
    title: 'Foundation',
    shortcut: 'Mod+5',
    menu: 'Ground',
    group: 1,
    keywords: ['brand', 'positioning'],
  },
  {
    id: 'go.onboarding',
    title: 'Onboarding',
    shortcut: 'Mod+6',
    menu: 'Ground',
    group: 1,
    keywords: ['steps', 'evidence'],
  },
  {
    id: 'search.workspace',
    title: 'Search This Workspace',
    menu: 'Ground',
    group: 2,
    cli: 'workspace search',
    keywords: ['find'],
  },
  {
    id: 'icp.create',
    title: 'New Customer Profile',
    menu: 'Ground',
    group: 6,
    cli: 'icp create',
    keywords: ['persona'],
  },
  {
    id: 'icp.import',
    title: 'Import Customer Profiles…',
    menu: 'Ground',
    group: 6,
    cli: 'icp import',
    keywords: ['csv'],
  },
  {
    id: 'icp.exportFile',
    title: 'Save Customer Profiles as CSV or JSON…',
    menu: 'Ground',
    group: 6,
    cli: 'icp export',
  },
  { id: 'icp.duplicate', title: 'Duplicate Profile', menu: 'Ground', group: 6 },
  { id: 'icp.primary', title: 'Make Primary', menu: 'Ground', group: 6, cli: 'icp primary' },
  { id: 'icp.compare', title: 'Compare Profiles', menu: 'Ground', group: 6, cli: 'icp compare' },
  { id: 'icp.sheet', title: 'Profile on One Page', menu: 'Ground', group: 6 },
  { id: 'icp.print', title: 'Print…', menu: 'Ground', group: 6 },
  { id: 'icp.pdf', title: 'Save Page as PDF…', menu: 'Ground', group: 6 },
  { id: 'campaign.create', title: 'New Campaign', menu: 'Ground', group: 7, cli: 'campaign create' },
  { id: 'move.create', title: 'New Move', menu: 'Ground', group: 7 },
  { id: 'asset.create', title: 'New Text', menu: 'Ground', group: 7 },
  { id: 'asset.version', title: 'New Version of This Text', menu: 'Ground', group: 7 },
  { id: 'go.icps', title: 'Customers', menu: 'Ground', group: 1, keywords: ['icp', 'persona', 'profile'] },
  { id: 'go.campaigns', title: 'Campaigns', menu: 'Ground', group: 1, keywords: ['moves', 'calendar', 'board'] },
  { id: 'go.assets', title: 'Texts', menu: 'Ground', group: 1, keywords: ['muse', 'assets'] },
  { id: 'go.strategies', title: 'Strategies and Daily Wins', menu: 'Ground', group: 1, keywords: ['blackbox'] },
  { id: 'workspace.create', title: 'New Workspace…', menu: 'Ground', group: 3, cli: 'workspace create' },
  { id: 'workspace.rename', title: 'Rename Workspace…', menu: 'Ground', group: 3, cli: 'workspace rename' },
  { id: 'go.workspaces', title: 'All Workspaces', menu: 'Ground', group: 3, keywords: ['switch'] },
  { id: 'workspace.import', title: 'Import Workspace…', menu: 'Ground', group: 4, cli: 'workspace import' },
  { id: 'workspace.exportFile', title: 'Save Workspace as File…', menu: 'Ground', group: 4, cli: 'workspace export' },
  { id: 'workspace.remove', title: 'Move Workspace to Trash', menu: 'Ground', group: 5, cli: 'workspace delete' },
  { id: 'go.back', title: 'Back', shortcut: 'Mod+[', elsewhere: 'Alt+ArrowLeft', menu: 'Go', group: 1 },
  { id: 'go.forward', title: 'Forward', shortcut: 'Mod+]', elsewhere: 'Alt+ArrowRight', menu: 'Go', group: 1 },
  { id: 'go.library', title: 'Morgys', shortcut: 'Mod+1', menu: 'Go', group: 2 },
  { id: 'go.search', title: 'Knowledge', shortcut: 'Mod+2', menu: 'Go', group: 2 },
  { id: 'go.exports', title: 'Exports', shortcut: 'Mod+3', menu: 'Go', group: 2 },
  { id: 'go.trash', title: 'Trash', shortcut: 'Mod+4', menu: 'Go', group: 2 },
  {
    id: 'go.earnings',
    title: 'Earnings',
    shortcut: 'Mod+7',
    menu: 'Go',
    group: 2,
    cli: 'earnings',
    keywords: ['money', 'sales', 'payout', 'analytics'],
  },
  {
    id: 'earnings.demo',
    title: 'Open the Demo Workspace',
    menu: 'Help',
    group: 1,
    keywords: ['earnings', 'leave', 'sample'],
  },
  { id: 'sync.now', title: 'Sync Now', menu: 'File', group: 5, cli: 'sync now' },
  {
    id: 'sync.show',
    title: 'Changes and Conflicts',
    menu: 'Go',
    group: 4,
    cli: 'sync status',
    keywords: ['outbox', 'inspector', 'waiting', 'parked'],
  },
  {
    id: 'sync.settings',
    title: 'Accounts and Sync',
    menu: 'File',
    group: 5,
    keywords: ['pair', 'sign in', 'devices', 'hub', 'cloud'],
  },
  {
    id: 'search.settings',
    title: 'Language Model for Search',
    menu: 'Go',
    group: 4,
    cli: 'search model',
    keywords: ['onnx', 'embedding', 'vectors', 'meaning', 'semantic'],
  },
  {
    id: 'model.settings',
    title: 'Model That Proposes Facts',
    menu: 'Go',
    group: 4,
    cli: 'model show',
    keywords: ['ollama', 'openai', 'llm', 'lm studio', 'llama', 'settings'],
  },
  {
    id: 'data.doctor',
    title: 'Check the Database',
    menu: 'Help',
    group: 1,
    cli: 'doctor',
    keywords: ['integrity', 'repair'],
  },
  { id: 'app.shortcuts', title: 'Keyboard Shortcuts', shortcut: 'Mod+/', menu: 'Help', group: 1 },
  { id: 'app.about', title: 'About Morgus Studio', menu: 'Help', group: 2 },
);

export type CommandId = (typeof commands)[number]['id'];

/** The keys that call a command, the one that menus show first. */
export function shortcutsOf({ shortcut, elsewhere }: Command, mac: boolean): readonly string[] {
  return [shortcut, mac ? undefined : elsewhere].filter((keys) => keys !== undefined);
}

/** Not in menus: what the system asks of a window. */
export const OPEN_MORGY = 'system.openMorgy';
export const OPEN_FILE = 'system.openFile';
export const PAIR = 'system.pair';
