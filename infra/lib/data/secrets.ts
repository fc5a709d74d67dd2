import { SecretValue } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { acknowledge } from '../acknowledged.ts';
import type { Manifest } from '../manifest.ts';
import type { PlatformStack } from '../platform-stack.ts';

type Declared = Manifest['secrets'][number];

/** A secret as it is created. What an operator puts in later stays: a deployment writes only what its template changed. */
export function secret(stack: PlatformStack, declared: Declared, key: IKey | undefined): secretsmanager.Secret {
  const made = new secretsmanager.Secret(stack, `Secret-${declared.name}`, {
    secretName: stack.names.secret(declared.name),
    removalPolicy: stack.removalOfData,
    ...(key && { encryptionKey: key }),
    ...content(declared),
    replicaRegions: stack.place.configuration.replicas.map((region) => ({ region })),
  });
  acknowledge(
    made,
    'AwsSolutions-SMG4',
    'A new pepper makes every API key invalid, a new sealing key every second factor, a new signing key every audit seal, and the keys of models are exchanged with who issues them.',
  );
  return made;
}

function content(declared: Declared): secretsmanager.SecretProps {
  if (declared.generated_characters !== null) {
    return { generateSecretString: { passwordLength: declared.generated_characters, excludePunctuation: true } };
  }
  // Nothing is secret in what everybody may read in the manifest.
  return { secretStringValue: SecretValue.unsafePlainText(declared.initial ?? '') };
}
