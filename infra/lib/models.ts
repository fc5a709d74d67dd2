import { z } from 'zod';

/** As models are named: `extractive`, or a provider and what the provider calls the model. */
const MODEL = z
  .string()
  .max(200)
  .regex(/^(extractive|(?!extractive:)[a-z0-9_-]+:[!-~]+)$/, "is not a model's name like `extractive` or `openai:gpt-4o-mini`");

const CHAIN = z.union([MODEL, z.array(MODEL).min(1).max(8)], "is neither a model's name nor a list of names");

const ADDRESS = z
  .string()
  .regex(/^https?:\/\/[^\s/@?#][^\s@?#]*$/, 'must be an address like https://host/v1, without user, password, query or fragment');

const MICRO_DOLLARS = z.int().min(0);

const asked = {
  models: z.array(z.string().regex(/^[!-~]+$/, 'is not the name of a model')).min(1),
  timeout_seconds: z.int().min(1).max(900),
  max_attempts: z.int().min(1).max(10),
  prices: z.record(z.string(), z.strictObject({ input: MICRO_DOLLARS, output: MICRO_DOLLARS, cached_input: MICRO_DOLLARS.optional() })),
};

const openai = z.strictObject({
  protocol: z.literal('openai'),
  base_url: ADDRESS,
  ...z
    .strictObject({
      key_env: z.string().regex(/^[A-Z0-9_]+$/, 'must be the name of an environment variable, not the key itself'),
      key_secret: z.string().regex(/^(?!sk-)[\w/+=.@:-]+$/, 'must be the name of a secret, not the key itself'),
      reply_format: z.enum(['json_schema', 'json_object']),
      ...asked,
    })
    .partial().shape,
});

const bedrock = z.strictObject({
  protocol: z.literal('bedrock'),
  ...z
    .strictObject({
      region: z.string().min(1),
      endpoint_url: ADDRESS,
      guardrail: z.strictObject({ id: z.string().min(1), version: z.string().min(1) }),
      ...asked,
    })
    .partial().shape,
});

const PROVIDER = z
  .string()
  .regex(/^(?!extractive$)[a-z0-9_-]+$/, 'is no name for a provider: lower-case letters, digits, `-` and `_`, and not `extractive`');

/**
 * The model configuration in the form that functions read at their start, as `shared/models` has it: what they would refuse
 * then is refused before anything is deployed. Whether the names in it lead anywhere, they tell.
 */
export const models = z
  .strictObject({
    default: CHAIN,
    embeddings: MODEL,
    temperature: z.number().min(0).max(2),
    top_p: z.number().gt(0).max(1),
    roles: z.strictObject({ planner: CHAIN, retriever: CHAIN, solver: CHAIN, critic: CHAIN, verifier: CHAIN, rewriter: CHAIN }).partial(),
    providers: z.record(PROVIDER, z.discriminatedUnion('protocol', [openai, bedrock])),
  })
  .partial();

export type Bedrock = z.infer<typeof bedrock>;
