import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration.ts';
import type { Manifest } from './manifest.ts';
import { Names } from './names.ts';

/** A stage of the platform in one region. */
export interface Place {
  manifest: Manifest;
  configuration: Configuration;
  account: string | undefined;
  region: string;
}

/** One stack of it. */
export class PlatformStack extends Stack {
  readonly names: Names;
  readonly place: Place;

  constructor(scope: Construct, part: string, description: string, place: Place) {
    const { configuration, region, account } = place;
    const name = `genesis-${configuration.stage}-${part}`;
    const id = region === configuration.region ? name : `${name}-${region}`;
    super(scope, id, {
      stackName: name,
      description,
      env: { region, ...(account && { account }) },
      terminationProtection: configuration.keepData,
    });
    this.place = place;
    this.names = new Names(this, configuration.stage);
    Tags.of(this).add('platform', 'genesis');
    Tags.of(this).add('stage', configuration.stage);
  }

  /** Whether the stage's tables are made here; the other regions have replicas. */
  get isPrimary(): boolean {
    return this.place.region === this.place.configuration.region;
  }

  /** What happens to data when its stack goes. What a creation that failed had made goes in any case: there is nothing in it yet. */
  get removalOfData(): RemovalPolicy {
    return this.place.configuration.keepData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
  }
}
