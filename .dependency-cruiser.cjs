/**
 * The arrows of the house. Each rule says in words what it keeps out. Common ground inside the studio is store/, rpc/
 * and lib/; a capability is any other folder there, and shows others its contract.ts and index.ts only.
 */

const COMMON = '(?:store|rpc|lib)';
const CAPABILITY = `^main/studio/(?!${COMMON}/)([^/]+)/`;
const TEST = '\\.test\\.tsx?$';
/** Test code may look behind the curtain; it is never part of what runs. */
const NOT_TEST = { pathNot: [TEST, '/test/', '/tests/', '/testing/', '/fixtures\\.ts$', '/testing\\.ts$'] };

/** What the packer and the server in a bundle agree on: how a bundle's files are laid out. */
const BUNDLE_FORMAT = '^apps/bundle/(format|catalogue)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or want a third.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'electron-in-the-shell-only',
      comment: 'Only main/shell knows Electron; everything else runs on plain Node or in a page.',
      severity: 'error',
      from: { pathNot: ['^main/shell/', '^e2e/', '^scripts/', '^bench/desktop/'] },
      to: { path: ['^electron$', '^node_modules/electron/'] },
    },
    {
      name: 'window-sees-contracts-only',
      comment: 'The renderer reaches the studio by its contracts, never by its code.',
      severity: 'error',
      from: { path: '^renderer/' },
      to: {
        path: '^(main|sync|retrieval|migrations|apps|scripts|e2e|bench)/',
        pathNot: ['^main/contract/', '^main/studio/[^/]+/contract\\.ts$'],
      },
    },
    {
      name: 'no-node-in-the-window',
      comment: 'The page is sandboxed: Node’s modules and the database driver do not exist there.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: { path: ['better-sqlite3', '^pg$'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-builtins-in-the-window',
      comment: 'The page is sandboxed: Node’s modules do not exist there.',
      severity: 'error',
      from: { path: '^renderer/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contracts-are-plain-data',
      comment: 'Contracts are read on both sides of the wire, so they hold zod and other contracts, nothing that runs.',
      severity: 'error',
      from: { path: ['^main/contract/', '^main/studio/[^/]+/contract\\.ts$'], pathNot: TEST },
      to: {
        path: '^(main|renderer|sync|retrieval|migrations|apps|scripts)/',
        pathNot: ['^main/contract/', '^main/studio/.+/(contract|types)\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'capabilities-keep-to-themselves',
      comment: 'A capability uses another’s contract.ts or index.ts; what two need has a home of its own.',
      severity: 'error',
      from: { path: CAPABILITY, ...NOT_TEST },
      to: {
        path: CAPABILITY,
        pathNot: ['^main/studio/$1/', '^main/studio/[^/]+/(contract|index)\\.ts$'],
      },
    },
    {
      name: 'common-ground-knows-no-capability',
      comment: 'store/, rpc/ and lib/ serve every capability and know none.',
      severity: 'error',
      from: { path: `^main/studio/${COMMON}/`, ...NOT_TEST },
      to: { path: CAPABILITY, pathNot: '/contract\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'studio-below-shell-and-window',
      comment: 'The core runs without a window.',
      severity: 'error',
      from: { path: '^main/(studio|contract)/', ...NOT_TEST },
      to: { path: ['^main/shell/', '^renderer/', '^apps/', '^scripts/'], pathNot: BUNDLE_FORMAT },
    },
    {
      name: 'shell-knows-contracts-only',
      comment: 'The shell relays: of the studio it knows the contracts, the wire (rpc/) and the small tools of lib/.',
      severity: 'error',
      from: { path: '^main/shell/', ...NOT_TEST },
      to: {
        path: '^(main|renderer|sync|retrieval|migrations|apps|scripts)/',
        pathNot: ['^main/shell/', '^main/contract/', '^main/studio/[^/]+/contract\\.ts$', '^main/studio/(rpc|lib)/'],
      },
    },
    {
      name: 'schema-imports-nothing-above',
      comment: 'The catalogue stands alone.',
      severity: 'error',
      from: { path: '^schema/', ...NOT_TEST },
      to: { path: '^(main|renderer|sync|retrieval|migrations|apps|scripts|e2e|bench)/' },
    },
    {
      name: 'retrieval-imports-nothing-above',
      comment: 'The same retrieval core runs in the studio and in a bundle on a stranger’s machine.',
      severity: 'error',
      from: { path: '^retrieval/', ...NOT_TEST },
      to: { path: '^(main|renderer|sync|schema|migrations|apps|scripts|e2e|bench)/' },
    },
    {
      name: 'sync-imports-schema-only',
      comment: 'The sync engine has no Electron, no React and no studio above it.',
      severity: 'error',
      from: { path: '^sync/', ...NOT_TEST },
      to: { path: '^(main|renderer|retrieval|migrations|apps|scripts|e2e|bench)/' },
    },
    {
      name: 'bundle-stands-alone',
      comment: 'The server in a bundle carries the retrieval core and nothing else of the studio.',
      severity: 'error',
      from: { path: '^apps/bundle/', ...NOT_TEST },
      to: { path: '^(main|renderer|sync|schema|migrations|apps|scripts|e2e|bench)/', pathNot: '^apps/bundle/' },
    },
    {
      name: 'gateway-stands-on-the-protocol',
      comment: 'The cloud’s front door knows the wire and the catalogue, and nothing of a device.',
      severity: 'error',
      from: { path: '^apps/gateway/', ...NOT_TEST },
      to: {
        path: '^(main|renderer|sync|retrieval|migrations|apps|scripts|e2e|bench)/',
        pathNot: ['^apps/gateway/', '^sync/protocol/'],
      },
    },
    {
      name: 'hub-stands-on-the-gateway',
      comment:
        'The hub mounts the gateway by its index.ts and runs the migrations; nothing stands on the hub but the CLI.',
      severity: 'error',
      from: { path: '^apps/hub/', ...NOT_TEST },
      to: {
        path: '^(main|renderer|sync|retrieval|migrations|apps|scripts|e2e|bench)/',
        pathNot: ['^apps/hub/', '^apps/gateway/index\\.ts$', '^sync/protocol/', '^migrations/'],
      },
    },
    {
      name: 'nothing-imports-tests',
      comment: 'What runs never needs a test.',
      severity: 'error',
      from: { pathNot: [TEST, '/test/', '/tests/', '/testing/', '^e2e/', '^bench/'] },
      to: { path: TEST },
    },
    {
      name: 'no-orphans',
      comment: 'A file that nothing imports and that starts nothing is left over.',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [
          TEST,
          '\\.d\\.ts$',
          '^[^/]+\\.(ts|cjs)$',
          '^scripts/[^/]+\\.(ts|mjs)$',
          '-worker\\.ts$',
          '\\.lazy\\.ts$',
          '^e2e/',
          '^bench/',
          '^migrations/',
        ],
      },
      to: {},
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(vite/client)$' },
    },
  ],
  options: {
    // TypeScript 7 has no parser API for other programs; swc reads the same files.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist|test-results)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.css', '.d.ts'],
    },
  },
};
