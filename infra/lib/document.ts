import { readFileSync } from 'node:fs';
import type { z } from 'zod';

/** What an operator can put right; shown as one line. */
export class Mistake extends Error {}

/** A JSON file in the shape it must have. */
export function readDocument<T>(path: string, shape: z.ZodType<T>): T {
  return parsed(shape, contentOf(path), path);
}

/** A value in the shape it must have, or a mistake that names the place of the first thing wrong. */
export function parsed<T>(shape: z.ZodType<T>, value: unknown, name: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const told = issue?.code === 'invalid_key' ? issue.issues[0] : issue;
  const place = issue?.path.join('.');
  throw new Mistake(`${name}${place ? `: ${place}` : ''}: ${told?.message ?? 'has another shape'}`);
}

function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Mistake(`${path} cannot be read: ${(error as Error).message}`);
  }
}
