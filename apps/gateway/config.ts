/** The gateway's settings, from its environment (docs/gateway.md has the same list). */
import { z } from 'zod';
import { ALGORITHMS } from './auth/tokens.ts';
import type { Algorithm } from './auth/tokens.ts';
import { BUNDLE_BYTES } from './gateway.ts';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
/** An empty variable is one that is not set: that is how compose files leave one out. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const algorithms = z
  .string()
  .transform((text) => text.split(',').map((name) => name.trim()))
  .pipe(z.array(z.enum(ALGORITHMS)).min(1));

export const environment = z.object({
  /** Of a login that may become anon, authenticated and service_role. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  /** Connections to it at most. */
  DATABASE_POOL: z.coerce.number().int().min(2).max(500).default(20),
  ELECTRIC_URL: httpUrl,
  ELECTRIC_SECRET: optional(z.string()),
  OIDC_ISSUER: z.url(),
  OIDC_AUDIENCE: z.string().min(1),
  /** Where the issuer's public keys are; found through its description where it is not given. */
  JWKS_URL: optional(httpUrl),
  OIDC_ALGORITHMS: algorithms.default(['ES256', 'RS256', 'EdDSA'] satisfies Algorithm[]),
  OIDC_TOKEN_ENDPOINT: optional(httpUrl),
  OIDC_AUTHORIZATION_ENDPOINT: optional(httpUrl),
  OIDC_CLIENT_ID: z.string().min(1).default('morgus-studio'),
  OIDC_SCOPE: z.string().default('openid profile email offline_access'),
  REDIS_URL: optional(z.url({ protocol: /^rediss?$/ })),
  /** off: nobody is limited. */
  RATE_LIMITS: z.enum(['on', 'off']).default('on'),
  /** Under which devices and people reach the gateway. */
  PUBLIC_URL: httpUrl,
  GATEWAY_NAME: optional(z.string().min(1).max(120)),
  BUNDLE_DIR: z.string().min(1),
  BUNDLE_BYTES: z.coerce.number().int().min(1).default(BUNDLE_BYTES),
  HOST: z.string().default('0.0.0.0'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  TRUST_PROXY: z.stringbool().default(false),
  METRICS_TOKEN: optional(z.string().min(16)),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
});
export type Environment = z.infer<typeof environment>;

export type Reading = { readonly settings: Environment } | { readonly problem: string };

/** The settings, or a text that names the variables that are missing or wrong, and never their values. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Reading {
  const result = environment.safeParse(env);
  if (result.success) return { settings: result.data };
  const lines = result.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  return { problem: `The gateway's environment is not complete (docs/gateway.md):\n${lines.join('\n')}` };
}
