import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfiguration, shipped } from '../lib/configuration.ts';
import { Mistake } from '../lib/document.ts';
import { readManifest } from '../lib/manifest.ts';
import { platform } from '../lib/platform.ts';

try {
  const app = new App();
  const configuration = readConfiguration(app.node.tryGetContext('stage'));
  platform(app, readManifest(), shipped(configuration, app.node.tryGetContext('deployment')), process.env.CDK_DEFAULT_ACCOUNT);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof Mistake)) throw error;
  console.error(error.message);
  process.exit(1);
}
