import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { type Configuration, readConfiguration } from '../lib/configuration.ts';
import { readManifest, ROOT } from '../lib/manifest.ts';
import { platform } from '../lib/platform.ts';

export interface Resource {
  Type: string;
  Properties: Record<string, any>;
  [attribute: string]: any;
}

export const manifest = readManifest();

const folder = mkdtempSync(join(tmpdir(), 'genesis-infra-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** What stands in for the binaries: each function's own, so that no two are one asset. */
const assets = binaries();

/** A stage as it is configured, or would be. */
export function configured(stage: string, changes: Partial<Configuration> = {}): Configuration {
  return { ...readConfiguration(stage), assets, ...changes };
}

export function appOf(configuration: Configuration): App {
  const { context } = JSON.parse(readFileSync(join(import.meta.dirname, '../cdk.json'), 'utf8'));
  const app = new App({ context, outdir: mkdtempSync(join(folder, 'out-')), analyticsReporting: false });
  platform(app, manifest, configuration, '111122223333');
  return app;
}

/** The templates of a stage. */
export class Templates {
  /** Those of a stage as it is configured, made once. */
  static of(stage: string): Templates {
    const made = known.get(stage) ?? new Templates(configured(stage));
    known.set(stage, made);
    return made;
  }

  readonly #resources: Map<string, Record<string, Resource>>;

  constructor(configuration: Configuration) {
    const app = appOf(configuration);
    const stacks = app.node.children.filter((child) => child instanceof Stack);
    const assembly = app.synth();
    this.#resources = new Map(stacks.map((stack) => [stack.node.id, assembly.getStackArtifact(stack.artifactId).template.Resources]));
  }

  get stacks(): string[] {
    return [...this.#resources.keys()];
  }

  /** Of one stack; of it those with these logical ids. */
  in(stack: string, ids?: string[]): Resource[] {
    const resources = Object.entries(this.#resources.get(stack) ?? {});
    return resources.filter(([id]) => ids?.includes(id) ?? true).map(([, resource]) => resource);
  }

  /** Of one type; of all stacks whose id begins so. */
  all(type: string, stacks = ''): Resource[] {
    const chosen = this.stacks.filter((stack) => stack.startsWith(stacks));
    return chosen.flatMap((stack) => this.in(stack)).filter((resource) => resource.Type === type);
  }
}

const known = new Map<string, Templates>();

/** A resource's reference as text, with what is not known before the deployment in angle brackets. */
export function written(value: any): string {
  if (typeof value === 'string') return value;
  if (value?.['Fn::Join']) return value['Fn::Join'][1].map(written).join(value['Fn::Join'][0]);
  if (value?.['Fn::GetAtt']) return `<${value['Fn::GetAtt'].join('.')}>`;
  if (value?.['Fn::ImportValue']) return `<${value['Fn::ImportValue']}>`;
  return `<${value?.Ref ?? JSON.stringify(value)}>`;
}

/** What is one or many, as many. */
export function many<T>(value: T | T[] | undefined): T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function binaries(): string {
  for (const { name } of manifest.functions) {
    mkdirSync(join(folder, 'assets', name), { recursive: true });
    writeFileSync(join(folder, 'assets', name, 'bootstrap'), name);
  }
  return relative(ROOT, join(folder, 'assets'));
}
