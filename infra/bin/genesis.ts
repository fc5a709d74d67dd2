import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfiguration, setForOnce } from '../lib/configuration.ts';
import { Mistake } from '../lib/document.ts';
import { readManifest } from '../lib/manifest.ts';
import { platform } from '../lib/platform.ts';

try {
  const app = new App();
  const context = (name: string): unknown => app.node.tryGetContext(name);
  const configuration = setForOnce(readConfiguration(context('stage')), context);
  platform(app, readManifest(), configuration, process.env.CDK_DEFAULT_ACCOUNT);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
} catch (error) {
  if (!(error instanceof Mistake)) throw error;
  console.error(error.message);
  process.exit(1);
}
