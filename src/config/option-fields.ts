import { z } from "zod";

/**
 * An option that holds a secret: a token, a password, or an address that is as good as one. The configuration must
 * take it from the environment, `${SLACK_TOKEN}`; written out in the file it is refused.
 */
export function secret(description: string) {
  return z
    .string()
    .min(1)
    .describe(`${description} Taken from the environment: \${NAME}.`)
    .meta({ secret: true });
}

/** The same, of an address. */
export function secretUrl(description: string) {
  return secret(description).refine(isWebAddress, "expected an address that starts with https:// or http://");
}

/** An address that is no secret. */
export function webAddress(description: string) {
  return z
    .string()
    .refine(isWebAddress, "expected an address that starts with https:// or http://")
    .describe(description);
}

/** The names of those of a type's options that are secrets. */
export function secretOptions(options: z.ZodType): string[] {
  const shape = options instanceof z.ZodObject ? (options.shape as Record<string, z.ZodType>) : {};
  return Object.keys(shape).filter((name) => isSecret(shape[name]));
}

/** Also where the option may be left out, or has a default. */
function isSecret(schema: z.ZodType | undefined): boolean {
  if (schema?.meta()?.["secret"] === true) return true;
  return schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? isSecret(schema.unwrap() as z.ZodType)
    : false;
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
