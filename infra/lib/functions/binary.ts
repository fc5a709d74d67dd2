import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration } from '../configuration.ts';
import { Mistake } from '../document.ts';
import { ROOT } from '../manifest.ts';

type Architecture = Configuration['architecture'];

/** How ELF numbers the machine that a program is for (`e_machine`). */
const MACHINES: Record<Architecture, number> = { arm64: 0xb7, x86_64: 0x3e };

/** How cargo-lambda is told what to build for; x86-64 where it is told nothing. */
const TARGETS: Record<Architecture, string> = { arm64: '--arm64 ', x86_64: '' };

/** The folder with a function's `bootstrap`. Lambda would take a program for another machine, and fail at its first call. */
export function built(name: string, { assets, architecture }: Configuration): string {
  const path = `${assets}/${name}/bootstrap`;
  const command = `\`cargo lambda build --profile deployed ${TARGETS[architecture]}--locked --package 'fn-*'\``;
  if (!existsSync(join(ROOT, path))) throw new Mistake(`${path} is not there: build the functions first, with ${command}`);
  const machine = machineOf(join(ROOT, path));
  if (machine === undefined || machine === MACHINES[architecture]) return join(ROOT, assets, name);
  throw new Mistake(`${path} is built for another machine than the stage's architecture, ${architecture}: build with ${command}`);
}

/** The machine that a program is for; none of what is no program and stands in for one where nothing is deployed. */
function machineOf(path: string): number | undefined {
  const header = Buffer.alloc(20);
  const file = openSync(path, 'r');
  readSync(file, header, 0, header.length, 0);
  closeSync(file);
  return header.toString('latin1', 0, 4) === '\x7fELF' ? header.readUInt16LE(18) : undefined;
}
