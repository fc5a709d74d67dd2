import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readConfiguration } from '../lib/configuration.ts';
import { readManifest } from '../lib/manifest.ts';
import { appOf, configured } from './stage.ts';
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
  ] as const) {
    const told = saidOf(settings);
    assert.match(told, expected);
    assert.ok(!told.includes('\n'));
  }
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
    /^Error: target\/nowhere\/[a-z-]+\/bootstrap is not there: build the functions first/,
  );
});

test('a setting for a function that does not exist is refused', () => {
  assert.throws(
    () => appOf(configured('dev', { reservedConcurrency: { 'no-such-function': 1 } })),
    /reservedConcurrency names no-such-function/,
  );
});
