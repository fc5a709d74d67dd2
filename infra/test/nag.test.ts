import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { Configuration } from '../lib/configuration.ts';
import { appOf, configured } from './stage.ts';

const domain = { name: 'api.example.com', hostedZone: 'example.com', hostedZoneId: 'Z0000000000000' };

for (const [stage, changes] of [
  ['prod', {}],
  ['prod', { replicas: ['eu-west-1'], domain }],
  ['dev', { edge: true, domain }],
  ['rehearsal', {}],
] as const) {
  test(`AWS's rules for solutions find nothing that is not acknowledged in ${stage} ${JSON.stringify(changes)}`, () => {
    const app = appOf(configured(stage, changes as Partial<Configuration>));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    assert.doesNotThrow(() => app.synth());
  });
}
