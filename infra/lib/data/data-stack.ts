import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { type Place, PlatformStack } from '../platform-stack.ts';
import { Buckets } from './buckets.ts';
import { stageKey } from './key.ts';
import { secret } from './secrets.ts';
import { domainTable } from './tables.ts';
import { ALARMS } from './topic.ts';

/** What outlives a deployment: tables and secrets with the key they are encrypted under, buckets; and who is told of alarms. */
export class DataStack extends PlatformStack {
  readonly key: IKey | undefined;

  constructor(scope: Construct, place: Place) {
    super(scope, 'data', 'Tables, buckets, secrets and their key', place);
    this.key = stageKey(this);
    this.#keepObjects();
    this.#tellOfAlarms();
    if (!this.isPrimary) return;
    for (const table of place.manifest.tables) domainTable(this, table, this.key);
    for (const declared of place.manifest.secrets) secret(this, declared, this.key);
  }

  #keepObjects(): void {
    const buckets = new Buckets(this);
    for (const { name, locked } of this.place.manifest.buckets) locked ? buckets.locked(name) : buckets.working(name);
    buckets.backups();
  }

  #tellOfAlarms(): void {
    const topic = new sns.Topic(this, 'Alarms', {
      topicName: this.names.of(ALARMS),
      enforceSSL: true,
      ...(this.key && { masterKey: this.key }),
    });
    for (const address of this.place.configuration.alarmEmails) topic.addSubscription(new EmailSubscription(address));
  }
}
