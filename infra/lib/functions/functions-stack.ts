import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { errorRate } from '../observability/function-alarms.ts';
import { type Place, PlatformStack } from '../platform-stack.ts';
import { DeployedFunction } from './deployed-function.ts';
import { Shipping } from './shipping.ts';

/** The functions of one domain: a stack holds 500 resources, and a function takes about eight. */
export class FunctionsStack extends PlatformStack {
  constructor(scope: Construct, place: Place, domain: string, key: IKey | undefined) {
    super(scope, `functions-${domain}`, `The functions of the domain ${domain}`, place);
    const declarations = place.manifest.functions.filter((declared) => declared.domain === domain);
    const { deployment, observed } = place.configuration;
    const shipping = deployment === 'direct' ? undefined : new Shipping(this, domain, declarations, deployment);
    for (const declaration of declarations) {
      const { live } = new DeployedFunction(this, declaration, key);
      if (!shipping && !observed) continue;
      const failing = errorRate(this, declaration, live.version);
      shipping?.ship(declaration, live, failing);
    }
  }
}
