/** The lists of the ground and the trash: sorted by their heads, and after a restart as they were left. */
import { expect, test } from './desktop.ts';
import { show } from './pages/links.ts';

const PLACES = [
  ['morgus://workspaces', 'Workspaces'],
  ['morgus://campaigns', 'Campaigns'],
  ['morgus://trash', 'Trash'],
] as const;

test('workspaces, campaigns and the trash are sorted by name, and are so after a restart', async ({ desktop }) => {
  test.setTimeout(180_000);
  for (const name of ['Beech', 'alder', 'Cedar']) {
    const { id: workspaceId } = await desktop.request('workspaces.create', { name });
    await desktop.request('workspaces.remove', { id: workspaceId });
    await desktop.request('workspaces.create', { name });
  }
  const { id: workspaceId } = await desktop.request('workspaces.open', {});
  for (const name of ['Beech', 'alder', 'Cedar']) await desktop.request('campaigns.create', { workspaceId, name });
  const names = async (list: string): Promise<string[]> => {
    const rows = desktop.page.getByRole('grid', { name: list }).getByRole('row');
    const said = await rows.allInnerTexts();
    return said.flatMap((text) => /(?:Beech|alder|Cedar)/.exec(text) ?? []);
  };

  const widths = new Map<string, number>();
  const widthOf = async (list: string): Promise<number> => {
    const head = desktop.page.getByRole('grid', { name: list }).getByRole('columnheader', { name: /^Name/ });
    return Math.round((await head.boundingBox())?.width ?? 0);
  };
  for (const [link, list] of PLACES) {
    await show(desktop, link);
    const grid = desktop.page.getByRole('grid', { name: list });
    await grid.getByRole('button', { name: 'Name' }).click();
    await expect.poll(() => names(list)).toEqual(['alder', 'Beech', 'Cedar']);
    await grid.getByRole('button', { name: 'Name' }).click();
    await expect.poll(() => names(list)).toEqual(['Cedar', 'Beech', 'alder']);
    const before = await widthOf(list);
    await grid.getByRole('button', { name: 'Name' }).focus();
    await desktop.page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => widthOf(list)).toBe(before + 16);
    widths.set(list, before + 16);
    await expect
      .poll(async () => (await desktop.request('tables.looks', {}))[list.toLowerCase()])
      .toMatchObject({ sort: { column: 'name', direction: 'desc' }, widths: { name: before + 16 } });
  }

  await desktop.restart();
  for (const [link, list] of PLACES) {
    await show(desktop, link);
    await expect.poll(() => names(list)).toEqual(['Cedar', 'Beech', 'alder']);
    expect(await widthOf(list)).toBe(widths.get(list));
  }
});
