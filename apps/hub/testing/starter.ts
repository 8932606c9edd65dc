/** Starts a hub as a program does that is then killed: `node starter.ts ARGUMENT…` says the hub's process number and stays. */
import { runHub } from './process.ts';

const { child } = await runHub(process.argv.slice(2));
process.stdout.write(`${child.pid}\n`);
