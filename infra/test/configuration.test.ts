import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { readConfiguration, setForOnce } from '../lib/configuration.ts';
import { built } from '../lib/functions/binary.ts';
import { readManifest, ROOT } from '../lib/manifest.ts';
import { models } from '../lib/models.ts';
import { appOf, configured, manifest } from './stage.ts';
import { domain } from './variations.ts';

const STAGES = JSON.parse(readFileSync(join(import.meta.dirname, '../stages.json'), 'utf8'));

/** What is said of a stage with these settings. */
function saidOf(settings: object): string {
  return said({ ...STAGES, stages: { trial: settings } }, (path) => readConfiguration('trial', path));
}

function said(document: unknown, read: (path: string) => unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'genesis-stages-'));
  const path = join(folder, 'document.json');
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  try {
    read(path);
    return 'nothing';
  } catch (error) {
    return (error as Error).message.replace(path, 'PATH');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A stage with a provider of models. */
function provider(settings: object): object {
  return { models: { providers: { one: settings } } };
}

/** The fields of a struct of Rust. */
function fieldsOf(struct: string, path: string): string[] {
  const [, body] = readFileSync(join(ROOT, path), 'utf8').match(new RegExp(`pub struct ${struct} \\{(.*?)\n\\}`, 's')) ?? [];
  return [...(body ?? '').matchAll(/^ +pub (\w+):/gm)].map(([, name]) => name as string).sort();
}

test('the model configuration has the keys that functions read', () => {
  const document = 'shared/models/src/configuration/document.rs';
  const { providers } = models.shape;
  const keys = providers.unwrap().valueType.options.flatMap(({ shape }) => Object.keys(shape));
  assert.deepEqual(Object.keys(models.shape).sort(), fieldsOf('ConfigurationDocument', document));
  assert.deepEqual([...new Set(keys)].sort(), fieldsOf('ProviderDocument', document));
});

test('the model configurations of the documents are taken', () => {
  const readme = readFileSync(join(ROOT, 'infra/README.md'), 'utf8');
  const [, example] = readme.match(/```json\n("models": \{.*?\n\})\n```/s) ?? [];
  assert.equal(saidOf(JSON.parse(`{${example}}`)), 'nothing');
});

test('every stage of the file can be read', () => {
  for (const stage of Object.keys(STAGES.stages)) assert.equal(readConfiguration(stage).stage, stage);
});

test('a mistake is told in one line that names the place', () => {
  for (const [settings, expected] of [
    [{ regoin: 'us-east-1' }, /^PATH: trial: Unrecognized key: "regoin"$/],
    [{ region: 'Virginia' }, /^PATH: trial: region: is not a region$/],
    [{ deployment: 'bluegreen' }, /^PATH: trial: deployment: Invalid option: expected one of "direct"\|"allAtOnce"/],
    [{ logDays: 8 }, /^PATH: trial: logDays: is none of the days CloudWatch knows: 1, 3, 5/],
    [{ throttle: { requestsPerSecond: 0, burst: 1 } }, /^PATH: trial: throttle\.requestsPerSecond: Too small/],
    [{ replicas: ['eu-west-1'] }, /^stage trial has replicas, so it needs a domain/],
    [{ replicas: ['us-east-1'], domain }, /^stage trial names a region twice$/],
    [{ edge: true, region: 'eu-west-1' }, /^stage trial has an edge, so its region must be us-east-1/],
    [{ reservedConcurrency: { 'no-such-function': 1 } }, /^nothing$/],
    [{ corsOrigins: ['https://app.example.com', 'http://localhost:3000'] }, /^nothing$/],
    [{ corsOrigins: ['https://app.example.com/'] }, /^PATH: trial: corsOrigins\.0: is not an origin like https:\/\/app\.example\.com$/],
    [{ corsOrigins: ['https://app.example.com:443'] }, /^PATH: trial: corsOrigins\.0: is not an origin/],
    [{ corsOrigins: ['*'] }, /^PATH: trial: corsOrigins\.0: is not an origin/],
    [{ models: { defualt: 'extractive' } }, /^PATH: trial: models: Unrecognized key: "defualt"$/],
    [{ models: { default: 'gpt-4o' } }, /^PATH: trial: models\.default: is not a model's name like `extractive` or `openai:gpt-4o-mini`$/],
    [{ models: { default: 4 } }, /^PATH: trial: models\.default: is neither a model's name nor a list of names$/],
    [{ models: { roles: { singer: 'extractive' } } }, /^PATH: trial: models\.roles: Unrecognized key: "singer"$/],
    [{ models: { temperature: 3 } }, /^PATH: trial: models\.temperature: Too big/],
    [{ models: { providers: { Open: { protocol: 'bedrock' } } } }, /^PATH: trial: models\.providers\.Open: is no name for a provider/],
    [provider({ protocol: 'azure' }), /^PATH: trial: models\.providers\.one\.protocol: Invalid .*'openai' \| 'bedrock'$/],
    [provider({ protocol: 'openai' }), /^PATH: trial: models\.providers\.one\.base_url: /],
    [provider({ protocol: 'openai', base_url: 'https://host/v1?key=1' }), /models\.providers\.one\.base_url: must be an address/],
    [provider({ protocol: 'bedrock', base_url: 'https://host/v1' }), /^PATH: trial: models\.providers\.one: Unrecognized key: "base_url"$/],
    [provider({ protocol: 'bedrock', timeout_seconds: 901 }), /^PATH: trial: models\.providers\.one\.timeout_seconds: Too big/],
  ] as const) {
    const told = saidOf(settings);
    assert.match(told, expected);
    assert.ok(!told.includes('\n'));
  }
});

test('a name that is none for a stage is told to be', () => {
  const told = said({ ...STAGES, stages: { Prod: {} } }, (path) => readConfiguration('Prod', path));
  assert.match(told, /^PATH: stages\.Prod: is no name for a stage/);
});

test('what a command sets is set for once, or refused', () => {
  const set = (name: string, value: string) => setForOnce(configured('prod'), (asked) => (asked === name ? value : undefined));
  assert.deepEqual(set('deployment', 'allAtOnce'), { ...configured('prod'), deployment: 'allAtOnce' });
  assert.deepEqual(set('architecture', 'x86_64'), { ...configured('prod'), architecture: 'x86_64' });
  assert.throws(() => set('deployment', 'bluegreen'), /^Error: -c deployment: Invalid option/);
});

test('a stage that is not there, or not named, is answered with those that are', () => {
  assert.throws(() => readConfiguration('live'), /^Error: there is no stage live in .*stages\.json: it has dev, staging, prod, rehearsal$/);
  assert.throws(() => readConfiguration(undefined), /which stage\? add `-c stage=NAME` with one of: dev, staging, prod, rehearsal$/);
});

test('a manifest of another shape is refused by its first wrong place', () => {
  assert.match(said('{', readManifest), /^PATH cannot be read: /);
  assert.match(said({ functions: [] }, readManifest), /^PATH: functions: Too small/);
});

test('functions that were not built are asked for', () => {
  assert.throws(
    () => appOf(configured('dev', { assets: 'target/nowhere' })),
    /^Error: target\/nowhere\/[a-z-]+\/bootstrap is not there: build the functions first, with `.*--arm64 --locked --package 'fn-\*'`$/,
  );
});

test('functions built for another machine are refused with the command that builds them for the stage', () => {
  const [first] = manifest.functions;
  for (const [machine, architecture, said] of [
    [0xb7, 'arm64', undefined],
    [0x3e, 'x86_64', undefined],
    [0x3e, 'arm64', /bootstrap is built for another machine .* arm64: build with `cargo lambda build --profile deployed --arm64 --locked/],
    [0xb7, 'x86_64', /bootstrap is built for another machine .* x86_64: build with `cargo lambda build --profile deployed --locked/],
  ] as const) {
    const { assets } = configured('dev');
    const folder = mkdtempSync(join(ROOT, assets, 'elf-'));
    mkdirSync(join(folder, first?.name ?? ''));
    const header = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...new Array(11).fill(0), machine, 0]);
    writeFileSync(join(folder, first?.name ?? '', 'bootstrap'), header);
    const build = () => built(first?.name ?? '', configured('dev', { assets: relative(ROOT, folder), architecture }));
    if (said) assert.throws(build, said);
    else assert.doesNotThrow(build);
  }
});

test('a setting for a function that does not exist is refused', () => {
  assert.throws(
    () => appOf(configured('dev', { reservedConcurrency: { 'no-such-function': 1 } })),
    /reservedConcurrency names no-such-function/,
  );
});
