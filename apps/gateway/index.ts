/** What others stand on: the hub mounts the gateway in its process, tests push without HTTP. */
export { createGateway } from './gateway.ts';
export { EndingPool } from './pool.ts';
export { applyPush } from './push/apply.ts';
export { registerDevice } from './devices.ts';
export { readSnapshotPage } from './snapshot.ts';
export { GatewayError } from './errors.ts';
