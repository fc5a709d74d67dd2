import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { SETTINGS } from '../lib/configuration.ts';
import { readManifest } from '../lib/manifest.ts';
import { Templates } from './stage.ts';

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

test('the readme counts the alarms and the metrics that a stage pays for', () => {
  const alarms = Templates.of('prod').all('AWS::CloudWatch::Alarm');
  const metrics = alarms.reduce(
    (sum, { Properties }) => sum + (Properties.Metrics?.filter((entry: any) => entry.MetricStat).length ?? 1),
    0,
  );
  const told = readManifest().metrics.filter(({ kind }) => kind !== 'event').length;
  for (const row of [
    `| ${alarms.length} alarms on ${metrics} metrics | 0.10 each metric | ${(0.1 * metrics).toFixed(2)} |`,
    `| ${told} metrics of our own | 0.30 each; `,
  ])
    assert.ok(README.includes(row), `this is not in README.md:\n${row}`);
});
