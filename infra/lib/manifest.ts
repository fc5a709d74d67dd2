import { join } from 'node:path';
import { z } from 'zod';
import { readDocument } from './document.ts';

/** The root of the repository. */
export const ROOT = join(import.meta.dirname, '../..');

const grant = z.object({
  resource: z.object({ kind: z.enum(['table', 'bucket', 'queue', 'secret', 'workflow']), name: z.string().optional() }),
  access: z.array(z.string()).min(1),
  actions: z.array(z.string().regex(/^[a-z0-9]+:[A-Za-z]+$/)).min(1),
  principal: z.enum(['platform', 'tenant']),
  index: z.string().optional(),
  keys: z.literal('platform').optional(),
});

const http = z.object({
  kind: z.literal('http'),
  method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  path: z.string().startsWith('/'),
  guard: z.union([
    z.enum(['public', 'one_factor', 'tenant', 'account', 'account_one_factor', 'owner', 'platform']),
    z.object({ scope: z.string() }),
  ]),
});

const trigger = z.discriminatedUnion('kind', [
  http,
  z.object({ kind: z.literal('queue'), queue: z.string(), batch_size: z.number(), max_concurrency: z.number().min(2) }),
  z.object({ kind: z.literal('schedule'), every_minutes: z.number().min(1) }),
  z.object({ kind: z.literal('task') }),
  z.object({ kind: z.literal('broken_execution') }),
  z.object({ kind: z.literal('authorizer') }),
]);

const declaration = z.object({
  name: z.string(),
  domain: z.string(),
  summary: z.string(),
  trigger,
  grants: z.array(grant),
  memory_mib: z.number(),
  timeout_seconds: z.number(),
});

const manifest = z.object({
  functions: z.array(declaration).min(1),
  tables: z.array(z.object({ name: z.string(), index: z.string().nullable() })),
  buckets: z.array(z.object({ name: z.string(), locked: z.boolean() })),
  queues: z.array(z.object({ name: z.string(), visibility_seconds: z.number(), max_receives: z.number(), dead_letters: z.string() })),
  secrets: z.array(z.object({ name: z.string(), generated_characters: z.number().nullable(), initial: z.string().nullable() })),
  workflow: z.object({
    name: z.string(),
    definition: z.string(),
    queues: z.array(z.string()),
    functions: z.array(z.string()),
  }),
  metrics: z.array(
    z.object({ name: z.string(), unit: z.string(), kind: z.enum(['gauge', 'total', 'event']), dimensions: z.array(z.string()).min(1) }),
  ),
  exposed_headers: z.array(z.string()).min(1),
  probe: z.record(z.string(), z.unknown()),
  settings: z.array(z.object({ name: z.string(), required: z.boolean().optional() })),
});

/** What the platform's code declares of itself: the source of everything deployed. */
export type Manifest = z.infer<typeof manifest>;
export type Declaration = z.infer<typeof declaration>;
export type Grant = z.infer<typeof grant>;
export type Trigger = Declaration['trigger'];

/** A function with a trigger of one kind. */
export type Triggered<K extends Trigger['kind']> = Declaration & { trigger: Extract<Trigger, { kind: K }> };

export function readManifest(path = join(import.meta.dirname, '../functions.json')): Manifest {
  return readDocument(path, manifest);
}

export function triggeredBy<K extends Trigger['kind']>(manifest: Manifest, kind: K): Triggered<K>[] {
  return manifest.functions.filter((declared): declared is Triggered<K> => declared.trigger.kind === kind);
}

export function domainsOf(manifest: Manifest): string[] {
  return [...new Set(manifest.functions.map((declared) => declared.domain))].sort();
}
