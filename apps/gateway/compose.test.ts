/**
 * docker-compose.yml cannot run everywhere; what can go wrong in it without running is looked for here: a key or a value
 * that the Compose Specification's own schema does not know, a variable that the gateway does not know, a missing volume
 * or health check, an image of somebody else, a secret written down.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DCLinter } from 'dclint';
import { parse } from 'yaml';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { environment, readEnvironment } from './config.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

const service = z.strictObject({
  image: z.string(),
  build: z.strictObject({ context: z.literal('.'), dockerfile: z.string() }).optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()),
  ports: z.array(z.string()).optional(),
  volumes: z.array(z.string()).optional(),
  healthcheck: z.union([
    z.strictObject({ disable: z.literal(true) }),
    z.object({
      test: z.tuple([z.literal('CMD-SHELL'), z.string()]),
      interval: z.string(),
      timeout: z.string(),
      retries: z.int(),
    }),
  ]),
  depends_on: z
    .record(z.string(), z.strictObject({ condition: z.enum(['service_healthy', 'service_completed_successfully']) }))
    .optional(),
  stop_grace_period: z.string().optional(),
  restart: z.enum(['unless-stopped', 'on-failure']),
});
const composeFile = z.strictObject({
  name: z.string(),
  services: z.strictObject({ postgres: service, migrate: service, electric: service, gateway: service }),
  volumes: z.record(z.string(), z.null()),
});

const compose = composeFile.parse(parse(read('docker-compose.yml')));
const { postgres, migrate, electric, gateway } = compose.services;

/** What compose puts in place of `${NAME}`, `${NAME:-other}` and `${NAME:?message}`. */
const filled = (values: Record<string, string>, env: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, text]) => [
      name,
      text.replaceAll(
        /\$\{(\w+)(?::-([^}]*)|:\?[^}]*)?\}/g,
        (_all, variable: string, other: string | undefined) => env[variable] || (other ?? ''),
      ),
    ]),
  );
const example = {
  POSTGRES_PASSWORD: 'aaa',
  GATEWAY_PASSWORD: 'bbb',
  ELECTRIC_SECRET: 'ccc',
  PUBLIC_URL: 'https://cloud.example.com',
  OIDC_ISSUER: 'https://issuer.example.com',
  OIDC_AUDIENCE: 'morgus',
};

/** Brings the official schema along. What it says beyond that is a matter of taste, or answered here. */
const linter = new DCLinter({
  quiet: true,
  debug: false,
  exclude: [],
  rules: {
    // Our own image: built here, and named so that two services have the same one.
    'no-build-and-image': 0,
    'service-image-require-explicit-tag': 0,
    // The gateway is there to be reached.
    'no-unbound-port-interfaces': 0,
    // The file reads in the order in which things start.
    'service-keys-order': 0,
    'services-alphabetical-order': 0,
    'service-dependencies-alphabetical-order': 0,
  },
});

function faultsOf(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'morgus-compose-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'docker-compose.yml');
  writeFileSync(file, text);
  return linter.lintFiles([file], false).flatMap(({ messages }) => messages.map(({ rule }) => rule));
}

test.each([
  ['as it is', (text: string) => text, []],
  ['a key misspelt', (text: string) => text.replace('depends_on:', 'depend_on:'), ['invalid-schema']],
  ['a condition that there is not', (text: string) => text.replace('service_healthy', 'healthy'), ['invalid-schema']],
  ['a number for a list', (text: string) => text.replace(/ports:\n\s+- .*/, 'ports: 4000'), ['invalid-schema']],
  ['no YAML', (text: string) => `${text}\n  : [`, ['invalid-yaml']],
])('the Compose Specification’s schema: %s', (_what, change, faults) => {
  expect(faultsOf(change(read('docker-compose.yml')))).toEqual(faults);
});

describe('docker-compose.yml', () => {
  test('is PostgreSQL with logical replication, the official Electric at a fixed version, and our gateway', () => {
    expect(postgres.image).toMatch(/^postgres:\d+-alpine$/);
    expect(postgres.command?.join(' ')).toContain('wal_level=logical');
    expect(electric.image).toMatch(/^electricsql\/electric:\d+\.\d+\.\d+$/);
    expect(gateway.build?.dockerfile).toBe('apps/gateway/Dockerfile');
    expect(migrate.image).toBe(gateway.image);
  });

  test('starts one after the other: schema before Electric, both before the gateway', () => {
    expect(migrate.depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    expect(electric.depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    expect(gateway.depends_on).toEqual({ electric: { condition: 'service_healthy' } });
  });

  test('everything that runs on is looked after, and everything that has to last is in a volume', () => {
    for (const running of [postgres, electric, gateway]) expect(running.healthcheck).toHaveProperty('test');
    const mounted = [postgres, electric, gateway]
      .flatMap((one) => one.volumes ?? [])
      .map((mount) => mount.split(':')[0]);
    expect(mounted.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
    expect(gateway.volumes).toContain(`bundles:${gateway.environment['BUNDLE_DIR']}`);
  });

  test('only the gateway is reached from outside', () => {
    expect([postgres, migrate, electric].flatMap((one) => one.ports ?? [])).toEqual([]);
    expect(gateway.ports).toHaveLength(1);
  });

  test('every variable of the gateway is one that it knows, and with .env filled in it starts', () => {
    for (const name of Object.keys(gateway.environment)) expect(Object.keys(environment.shape)).toContain(name);
    expect(readEnvironment(filled(gateway.environment, example))).toMatchObject({
      settings: {
        DATABASE_URL: 'postgres://morgus_gateway:bbb@postgres:5432/morgus',
        ELECTRIC_URL: 'http://electric:3000',
        REDIS_URL: undefined,
        OIDC_CLIENT_ID: 'morgus-studio',
        TRUST_PROXY: false,
      },
    });
  });

  test('no secret is written down, and both sides have the same ones', () => {
    expect(electric.environment['ELECTRIC_SECRET']).toContain('${ELECTRIC_SECRET');
    expect(filled(gateway.environment, example)['ELECTRIC_SECRET']).toBe(
      filled(electric.environment, example)['ELECTRIC_SECRET'],
    );
    for (const one of Object.values(compose.services)) {
      for (const [name, value] of Object.entries(one.environment)) {
        if (/PASSWORD|SECRET|TOKEN$/.test(name)) expect(value).toMatch(/^\$\{\w+/);
      }
    }
    const names = new Set(
      read('docker-compose.yml')
        .match(/\$\{\w+/g)
        ?.map((found) => found.slice(2)),
    );
    const given = new Set(read('.env.example').match(/^\w+(?==)/gm));
    names.delete('GATEWAY_PORT');
    expect([...names].toSorted()).toEqual([...given].toSorted());
  });
});

describe('the image', () => {
  const dockerfile = read('apps/gateway/Dockerfile');

  test('copies what is there, runs as nobody in particular, and can be built from what .dockerignore lets through', () => {
    const ignored = read('.dockerignore').split('\n');
    const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, list = '']) => list.split(' '));
    expect(sources).toContain('apps/gateway');
    for (const path of sources) {
      expect(existsSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)))).toBe(true);
      // A folder that is let through lets through what is in it.
      expect(ignored.some((line) => line.startsWith('!') && `${path}/`.startsWith(`${line.slice(1)}/`))).toBe(true);
    }
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK .*\/health/m);
  });
});

test('the environment: what is missing is named, what it holds is not said', () => {
  const reading = readEnvironment({
    DATABASE_URL: 'mysql://u:hidden@h/d',
    OIDC_ALGORITHMS: 'HS256,none',
    PORT: '99999',
  });
  if (!('problem' in reading)) throw new Error('It was taken.');
  for (const name of [
    'DATABASE_URL',
    'ELECTRIC_URL',
    'OIDC_ISSUER',
    'OIDC_AUDIENCE',
    'PUBLIC_URL',
    'BUNDLE_DIR',
    'PORT',
    'OIDC_ALGORITHMS',
  ]) {
    expect(reading.problem).toContain(name);
  }
  expect(reading.problem).not.toContain('hidden');
});
