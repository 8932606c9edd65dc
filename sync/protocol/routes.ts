/**
 * The gateway's routes that a device speaks to, and what they answer. Every one but `config` and `token` wants
 * `Authorization: Bearer <access token>`; errors are `errorBody` of errors.ts.
 */
import { z } from 'zod';

export const ROUTES = {
  /** GET: what this gateway is, without a token. */
  config: '/v1/config',
  /** GET: whose token this is; makes the account's row at the first call. */
  me: '/v1/me',
  /** POST `registerDevice`: a device says that it is there. Idempotent. */
  devices: '/v1/devices',
  /** DELETE: signs a device out; its next request answers `revoked`. PATCH `{name}`. */
  device: (id: string) => `/v1/devices/${id}`,
  /** POST `pushRequest` -> `pushAnswer`. */
  mutations: '/v1/mutations',
  /** GET `?after=<key>&limit=<n>` -> `snapshotPage`: the owner's rows in the order of their keys. */
  snapshot: (table: string) => `/v1/snapshot/${table}`,
  /** GET, Electric's protocol: `table`, and of its parameters offset, handle, live, live_sse, cursor and log alone. */
  shape: '/v1/shape',
  /** PUT (owner), GET and HEAD (anyone with the link), DELETE (owner: revoke). */
  bundle: (shareId: string) => `/api/mcp-exports/${shareId}`,
  /** GET, POST `{name, scopes, expiresAt}`; DELETE with an id. */
  apiKeys: '/api/api-keys',
} as const;

export const gatewayConfig = z.object({
  product: z.literal('morgus-gateway'),
  name: z.string(),
  /** The oldest and newest protocol and schema version taken. */
  protocol: z.object({ min: z.int(), max: z.int() }),
  schema: z.object({ min: z.int(), max: z.int() }),
  auth: z.object({
    issuer: z.string(),
    /** The OAuth 2 token endpoint: refresh_token, authorization_code with PKCE, and on a hub pairing codes. */
    tokenEndpoint: z.url(),
    /** Null where there is no browser sign-in: a hub is paired. */
    authorizationEndpoint: z.url().nullable(),
    clientId: z.string(),
    scope: z.string(),
    audience: z.string().nullable(),
    pairing: z.boolean(),
  }),
});
export type GatewayConfig = z.infer<typeof gatewayConfig>;

/**
 * Names the requesting device with its id on snapshot and shape requests, which carry no body: a device that was signed
 * out reads no more, where its token is still good.
 */
export const DEVICE_HEADER = 'morgus-device';

/**
 * A bundle's checksum in both directions, as RFC 9530 writes it: `sha-256=:<base64>:`. Wanted with PUT, sent with GET.
 */
export const DIGEST_HEADER = 'repr-digest';

/**
 * The grant type of a pairing code at the token endpoint of a hub; the code goes in `code`. With it, and with each
 * refresh, the device's id goes in `device_id`: signing the device out then ends its tokens.
 */
export const PAIRING_GRANT = 'urn:morgus:params:oauth:grant-type:pairing-code';

export const tokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  /** Seconds. */
  expires_in: z.int().positive().default(3600),
  token_type: z.string(),
});
export type TokenAnswer = z.infer<typeof tokenAnswer>;

export const me = z.object({ id: z.guid(), email: z.string().nullable(), name: z.string().nullable() });
export type Me = z.infer<typeof me>;

export const registerDevice = z.strictObject({
  id: z.guid(),
  name: z.string().min(1).max(120),
  schemaVersion: z.int().positive(),
  /** The number before its first mutation: where the ledger of a new device begins. Without meaning for a known one. */
  startAfter: z.int().nonnegative(),
});
export type RegisterDevice = z.infer<typeof registerDevice>;

/**
 * A moment of the cloud as its owner's beacon counts it: the era (a stretch in which the database was neither started anew
 * nor put back) and the beacon's version.
 */
export const cloudMark = z.object({ era: z.guid(), version: z.int().nonnegative() });
export type CloudMark = z.infer<typeof cloudMark>;

/** Where the cloud stands, and at which version each earlier era ended that it remembers. */
export const cloudState = cloudMark.extend({ past: z.array(z.tuple([z.guid(), z.int().nonnegative()])) });
export type CloudState = z.infer<typeof cloudState>;

export const registered = z.object({
  lastNumber: z.int().nonnegative(),
  /** Absent: a gateway that does not tell yet. */
  cloud: cloudState.optional(),
});
export type Registered = z.infer<typeof registered>;

/** Rows as arrays in the order of `columns`, values as schema/wire.ts gives them. */
export const snapshotPage = z.object({
  columns: z.array(z.string()),
  // Not looked into here: each value is, when it is read by its column, and a page has a hundred thousand.
  rows: z.custom<readonly (readonly unknown[])[]>((rows) => Array.isArray(rows) && rows.every(Array.isArray)),
  /** The key to ask after next; null when this was the last page. */
  next: z.string().nullable(),
  /** The moment whose rows these are, or one shortly before it. */
  mark: cloudMark.optional(),
});
export type SnapshotPage = z.infer<typeof snapshotPage>;

/** The largest page that may be asked for, in rows, and about its size in bytes: a page ends at whichever comes first. */
export const SNAPSHOT_ROWS = 5000;
export const SNAPSHOT_BYTES = 8 * 1024 * 1024;
