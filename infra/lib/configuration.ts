import { join } from 'node:path';
import { z } from 'zod';
import { Mistake, parsed, readDocument } from './document.ts';
import { models } from './models.ts';

const REGION = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not a region');

/** As browsers write it: what has a path, even `/`, or a port that goes without saying, is no page's origin. */
const ORIGIN = z.string().refine(isOrigin, 'is not an origin like https://app.example.com');

/** The retention times that CloudWatch Logs knows, in days. */
const LOG_DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

const settings = z.strictObject({
  region: REGION.describe('where the stage runs'),
  replicas: z.array(REGION).describe('further regions: tables are replicated and objects copied there, and DNS fails over to them'),
  architecture: z.enum(['arm64', 'x86_64']).describe('of the functions, and so of their binaries'),
  assets: z.string().min(1).describe('the folder with one folder per function that holds its `bootstrap`, from the root of the repository'),
  deployment: z
    .enum(['direct', 'allAtOnce', 'linear10PercentEvery1Minute', 'canary10Percent10Minutes'])
    .describe('how a new version gets its traffic; `direct` does without CodeDeploy and so without probe and rollback'),
  tenantCredentials: z.boolean().describe('whether functions reach what tenants keep by credentials that IAM confines to the tenant'),
  customerKey: z.boolean().describe('whether tables, secrets and alarms are encrypted under a KMS key of the stage, or under keys of AWS'),
  keepData: z.boolean().describe('whether tables and buckets are protected from deletion, and stay when the stack goes'),
  corsOrigins: z.array(ORIGIN).describe('the origins whose pages may call the API'),
  throttle: z.strictObject({ requestsPerSecond: z.int().min(1), burst: z.int().min(1) }).describe('of the whole API'),
  logDays: z
    .union(
      LOG_DAYS.map((days) => z.literal(days)),
      `is none of the days CloudWatch knows: ${LOG_DAYS.join(', ')}`,
    )
    .describe('how long logs are kept'),
  auditDays: z.int().min(1).describe('how long what is in the audit bucket is locked, in governance mode'),
  observed: z.boolean().describe('whether alarms and dashboards watch the stage'),
  alarmEmails: z.array(z.email()).describe('who is told of alarms'),
  reservedConcurrency: z.record(z.string(), z.int().min(0)).describe('instances set aside for functions, by name'),
  rateFactor: z
    .int()
    .min(1)
    .max(1000)
    .describe('how many times the rates that tiers and presets name a caller gets: more than 1 where one measures or tests'),
  models: models.nullable().describe('the model configuration; none: the extractive model alone'),
  domain: z
    .strictObject({ name: z.string(), hostedZone: z.string(), hostedZoneId: z.string() })
    .nullable()
    .describe("the API's own domain, and the Route 53 zone it is in"),
  edge: z.boolean().describe('whether CloudFront and WAF stand in front of the API'),
});

/** What a stage may set, with what each setting means in its description. */
export const SETTINGS = settings.shape;

export type Settings = z.infer<typeof settings>;
export type Configuration = Settings & { stage: string };

const stages = z.strictObject({
  defaults: settings,
  stages: z.record(
    z.string().regex(/^[a-z][a-z0-9]{1,8}$/, 'is no name for a stage: 2 to 9 small letters and digits'),
    z.record(z.string(), z.unknown()),
  ),
});

/** The settings of a stage, those it leaves out being the defaults. */
export function readConfiguration(stage: unknown, path = join(import.meta.dirname, '../stages.json')): Configuration {
  const all = readDocument(path, stages);
  const names = Object.keys(all.stages).join(', ');
  if (typeof stage !== 'string') throw new Mistake(`which stage? add \`-c stage=NAME\` with one of: ${names}`);
  const own = all.stages[stage];
  if (!own) throw new Mistake(`there is no stage ${stage} in ${path}: it has ${names}`);
  return consistent({ stage, ...parsed(settings, { ...all.defaults, ...own }, `${path}: ${stage}`) });
}

/** What a command may set for once: what takes a deployment back does not wait, and a rehearsal runs on the machine there is. */
const FOR_ONCE = ['deployment', 'architecture'] as const;

/** The same stage with what a command sets by `-c`. */
export function setForOnce(configuration: Configuration, context: (name: string) => unknown): Configuration {
  const given = FOR_ONCE.filter((name) => context(name) !== undefined);
  const set = given.map((name) => [name, parsed<string>(SETTINGS[name], context(name), `-c ${name}`)]);
  return { ...configuration, ...Object.fromEntries(set) };
}

function consistent(configuration: Configuration): Configuration {
  const { stage, region, replicas, domain, edge } = configuration;
  if (new Set([region, ...replicas]).size <= replicas.length) throw new Mistake(`stage ${stage} names a region twice`);
  if (replicas.length > 0 && !domain) throw new Mistake(`stage ${stage} has replicas, so it needs a domain that fails over to them`);
  if (edge && region !== 'us-east-1')
    throw new Mistake(`stage ${stage} has an edge, so its region must be us-east-1: CloudFront's WAF rules are there`);
  if (edge && replicas.length > 0)
    throw new Mistake(`stage ${stage} has both an edge and replicas: DNS cannot fail over behind CloudFront`);
  return configuration;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;
}
