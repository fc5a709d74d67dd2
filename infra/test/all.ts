/** All tests in one process, so that what they all look at is made once. */
import { readdirSync } from 'node:fs';

for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'))) await import(`./${file}`);
