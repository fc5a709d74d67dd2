/** Writes the templates of all variations into a folder, for tools that read templates. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { appOf } from './stage.ts';
import { VARIATIONS } from './variations.ts';

const [, , folder] = process.argv;
if (!folder) throw new Error('into which folder?');
for (const [name, configuration] of Object.entries(VARIATIONS)) {
  const { directory } = appOf(configuration()).synth();
  mkdirSync(join(folder, name), { recursive: true });
  const templates = readdirSync(directory).filter((file) => file.endsWith('.template.json'));
  for (const template of templates) copyFileSync(join(directory, template), join(folder, name, template));
}
