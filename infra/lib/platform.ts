import type { App, Stack } from 'aws-cdk-lib';
import { ApiStack } from './api/api-stack.ts';
import { EdgeStack } from './api/edge-stack.ts';
import type { Configuration } from './configuration.ts';
import { DataStack } from './data/data-stack.ts';
import { Mistake } from './document.ts';
import { EventsStack } from './events/events-stack.ts';
import { FunctionsStack } from './functions/functions-stack.ts';
import { domainsOf, type Manifest } from './manifest.ts';
import { ObservabilityStack } from './observability/observability-stack.ts';
import type { Place } from './platform-stack.ts';
import { WorkflowStack } from './workflow-stack.ts';

/** All stacks of a stage, in each of its regions. */
export function platform(app: App, manifest: Manifest, configuration: Configuration, account: string | undefined): void {
  agree(manifest, configuration);
  const place = (region: string): Place => ({ manifest, configuration, account, region });
  const replicas = configuration.replicas.map((region) => new DataStack(app, place(region)));
  const primary = new DataStack(app, place(configuration.region));
  // The tables' replicas are encrypted under keys, and the objects copied to buckets, that are there before them.
  after(primary, ...replicas);
  for (const data of [primary, ...replicas]) working(app, data, primary);
}

/** What works on a region's data. */
function working(app: App, data: DataStack, primary: DataStack): void {
  const { place } = data;
  const functions = domainsOf(place.manifest).map((domain) => after(new FunctionsStack(app, place, domain, data.key), data, primary));
  const events = after(new EventsStack(app, place), ...functions);
  const workflow = after(new WorkflowStack(app, place), events);
  const api = after(new ApiStack(app, place), workflow);
  if (place.configuration.observed) after(new ObservabilityStack(app, place, api.api.apiId), api);
  if (place.configuration.edge) after(new EdgeStack(app, place, api.endpoint), api);
}

function after<S extends Stack>(stack: S, ...earlier: Stack[]): S {
  for (const one of earlier) if (one !== stack) stack.addStackDependency(one);
  return stack;
}

/** A setting that names a function names one there is. */
function agree(manifest: Manifest, { stage, reservedConcurrency }: Configuration): void {
  const names = new Set(manifest.functions.map(({ name }) => name));
  const stranger = Object.keys(reservedConcurrency).find((name) => !names.has(name));
  if (stranger) throw new Mistake(`stage ${stage}: reservedConcurrency names ${stranger}, which is no function`);
}
