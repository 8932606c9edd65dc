/** Accounts: joining one with a hub or a cloud, leaving it, and which one is open. */
import { z } from 'zod';
import { defineContract, mutation, query } from '../../contract/define.ts';

export const accountView = z.object({
  id: z.string(),
  gateway: z.string(),
  gatewayName: z.string(),
  kind: z.enum(['hub', 'cloud']),
  email: z.string().nullable(),
  name: z.string().nullable(),
  signedIn: z.boolean(),
  /** Changes that the cloud has not taken yet. */
  waiting: z.int(),
});
export type AccountView = z.infer<typeof accountView>;

/** What a person made before any account, in their own words for it. */
export const localWork = z.object({
  counts: z.array(z.object({ label: z.string(), count: z.int() })),
  /** Rows that would be uploaded, the trash among them. */
  rows: z.int(),
});

/** Where the account was on this device before: why its pairing takes nothing along, and what a person can do instead. */
export const STAYS_APART =
  'This account has its own database on this device already, so nothing is taken into it: what was made while signed out stays apart under “This device alone”. To bring it over, save it there as a portable file (a Morgy or a whole workspace) and import that file in the account.';

const attempt = z.object({
  attempt: z.string(),
  gateway: z.string(),
  gatewayName: z.string(),
  kind: z.enum(['hub', 'cloud']),
  /** Everyone in the network between can read what travels. */
  unencrypted: z.boolean(),
  /** Null when an account is open: then nothing is asked, and the new one begins with what the cloud holds. */
  localWork: localWork.nullable(),
  /** The account has its own database on this device already: it is opened again, and nothing is taken into it. */
  known: z.boolean(),
});
export type Attempt = z.infer<typeof attempt>;

export const accountsContract = defineContract({
  'accounts.state': query({
    input: z.object({}),
    output: z.object({
      current: accountView.nullable(),
      others: z.array(accountView),
      /** False where no keychain holds the sign-in: it ends with the studio. */
      kept: z.boolean(),
    }),
    reads: ['accounts', 'sync_outbox', 'history'],
  }),
  /**
   * Asks the hub who it is. The code of the link is used already where this device was paired with the hub before: only
   * then can it be said whether the account is the same.
   */
  'accounts.beginPairing': mutation({ input: z.object({ link: z.string().max(2048) }), output: attempt }),
  /** `url` is for the system's browser. */
  'accounts.beginSignIn': mutation({
    input: z.object({ gateway: z.string().max(2048) }),
    output: attempt.extend({ url: z.string() }),
  }),
  /** Answers when the browser came back. */
  'accounts.awaitSignIn': mutation({
    input: z.object({ attempt: z.string() }),
    output: z.object({ email: z.string().nullable(), name: z.string().nullable(), known: z.boolean() }),
  }),
  /**
   * Joins the account and opens its database. `take` makes the work of this device the account's and uploads it; `leave`
   * keeps it apart. An account that has been here before gets its own database again, and `take` is refused for it
   * (account_here).
   */
  'accounts.join': mutation({
    input: z.object({ attempt: z.string(), localWork: z.enum(['take', 'leave']) }),
    output: accountView,
  }),
  'accounts.cancel': mutation({
    input: z.object({ attempt: z.string() }),
    output: z.object({ cancelled: z.boolean() }),
  }),
  /** Null: the work of this device alone. */
  'accounts.open': mutation({
    input: z.object({ id: z.string().nullable() }),
    output: z.object({ opened: z.string().nullable() }),
  }),
  /** Forgets the sign-in. The database and its outbox stay, and are opened again by the next sign-in. */
  'accounts.signOut': mutation({ input: z.object({ id: z.string() }), output: z.object({ waiting: z.int() }) }),
});
