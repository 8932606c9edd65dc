/** What can be asked of the window's tables: how a person left each, and their rows as a CSV file. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

const name = z.string().min(1).max(60);

/** How a person left a table: sort, columns and widths. What it does not say is as the table comes. */
export const tableLook = z.object({
  sort: z
    .object({ column: name, direction: z.enum(['asc', 'desc']) })
    .nullable()
    .default(null),
  /** Columns that differ from how the table comes: true is shown, false hidden. */
  shown: z.record(name, z.boolean()).default({}),
  /** Pixels. */
  widths: z.record(name, z.int().min(40).max(2000)).default({}),
});
export type TableLook = z.infer<typeof tableLook>;
const tableLooks = z.record(name, tableLook);
export type TableLooks = z.infer<typeof tableLooks>;

export const tablesContract = defineContract({
  /** By the name of the table. A look that can no longer be read is left out. */
  'tables.looks': query({ input: z.object({}), output: tableLooks, reads: ['table_looks'] }),
  'tables.keepLook': mutation({ input: z.object({ name, look: tableLook }), output: z.object({ name: z.string() }) }),
  'tables.saveCsv': mutation({
    input: z.object({
      path: z.string().min(1),
      /** `number`: its cells are plain decimals, which a spreadsheet may take for what they are. */
      columns: z.array(z.object({ header: z.string(), number: z.boolean() })).min(1),
      rows: z.array(z.array(z.string())),
    }),
    output: z.object({ path: z.string(), rows: z.int() }),
  }),
});
