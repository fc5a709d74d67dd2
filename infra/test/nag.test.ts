import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { appOf } from './stage.ts';
import { VARIATIONS } from './variations.ts';

for (const [name, configuration] of Object.entries(VARIATIONS)) {
  test(`AWS's rules for solutions find nothing in ${name} that is not acknowledged`, () => {
    const app = appOf(configuration());
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    assert.doesNotThrow(() => app.synth());
  });
}
