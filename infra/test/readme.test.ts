import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SETTINGS } from '../lib/configuration.ts';
import { readManifest } from '../lib/manifest.ts';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const README = read('README.md');

test('the readme tells of each setting what it is and what it is by default', () => {
  const { defaults } = JSON.parse(read('stages.json'));
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const row = `| \`${name}\` | \`${JSON.stringify(defaults[name])}\` | ${setting.description} |`;
    assert.ok(README.includes(`${row}\n`), `this row is not in README.md:\n${row}`);
  }
});

test('the readme names each environment variable that a function reads', () => {
  for (const { name } of readManifest().settings) assert.ok(README.includes(`\`${name}\``), `${name} is not in README.md`);
});
