import type * as iam from 'aws-cdk-lib/aws-iam';
import { Mistake } from '../document.ts';
import type { Declaration } from '../manifest.ts';
import type { Bedrock } from '../models.ts';
import type { PlatformStack } from '../platform-stack.ts';
import { allow } from './permissions.ts';

/** How the id of a cross-region inference profile begins, before the id of its model. */
const OF_PROFILES = /^(us|us-gov|eu|apac|jp|au|ca|global)\./;

/** The secret that a function reads which asks language models. */
const KEYS = 'model-keys';

/** Asking the models on Bedrock that the stage names, for a function that asks language models. */
export function askingBedrock(stack: PlatformStack, declaration: Declaration): iam.PolicyStatement[] {
  const asks = declaration.grants.some(({ resource }) => resource.kind === 'secret' && resource.name === KEYS);
  const providers = Object.entries(asks ? (stack.place.configuration.models?.providers ?? {}) : {});
  const arns = providers.flatMap(([name, provider]) => (provider.protocol === 'bedrock' ? modelArns(stack, name, provider) : []));
  return arns.length > 0 ? [allow(['bedrock:InvokeModel'], [...new Set(arns)])] : [];
}

function modelArns(stack: PlatformStack, name: string, { region, models }: Bedrock): string[] {
  if (!models?.length) throw new Mistake(`models.providers.${name} has no list \`models\`: name those that the stage may ask`);
  const arn = (where: string, resource: string): string => `arn:${stack.partition}:bedrock:${where}:${resource}`;
  const here = region ?? stack.region;
  return models.flatMap((id) => {
    if (!OF_PROFILES.test(id)) return [arn(here, `:foundation-model/${id}`)];
    // A profile asks its model in whichever of its regions has room.
    const model = id.replace(OF_PROFILES, '');
    return [arn(here, `${stack.account}:inference-profile/${id}`), arn('*', `:foundation-model/${model}`)];
  });
}
