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

test('each command of the readme runs where the app is, and no deployment asks what it cannot', () => {
  const commands = (text: string) => text.split('\n').filter((line) => /npx cdk|npm ci/.test(line));
  const ofReadme = commands(README);
  assert.ok(ofReadme.length > 0);
  for (const line of ofReadme) assert.match(line, /\(cd infra && [^()]*(npx cdk|npm ci)/);
  for (const line of [...ofReadme, ...commands(read('../.github/workflows/deploy.yml'))]) {
    assert.ok(!line.includes('--concurrency 5') || line.includes('--require-approval never'), line);
  }
});

test('the readme names each environment variable that a function reads', () => {
  for (const { name } of readManifest().settings) assert.ok(README.includes(`\`${name}\``), `${name} is not in README.md`);
});
