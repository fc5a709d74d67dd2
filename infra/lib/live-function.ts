import * as lambda from 'aws-cdk-lib/aws-lambda';
import type { PlatformStack } from './platform-stack.ts';

/** A function of another stack of the same stage, as the version with the traffic. */
export function liveFunction(stack: PlatformStack, name: string): lambda.IFunction {
  const id = `Live-${name}`;
  const known = stack.node.tryFindChild(id) as lambda.IFunction | undefined;
  return known ?? lambda.Function.fromFunctionAttributes(stack, id, { functionArn: stack.names.liveArn(name), sameEnvironment: true });
}
