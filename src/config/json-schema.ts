import { z } from "zod";
import type { ConsumerType } from "../consumers/types.ts";
import { audience } from "./audience.ts";
import { consumerSchema, fileSchema } from "./schema.ts";

export type JsonSchema = z.core.JSONSchema.BaseSchema;

// The newest that the YAML extensions of the common editors all understand.
const DRAFT = "draft-7";

/** The form of a configuration file for editors, which complete and check by it while one types. */
export function configJsonSchema(
  formats: readonly string[],
  consumers: Readonly<Record<string, ConsumerType>>,
): JsonSchema {
  const schema = toJsonSchema(fileSchema(formats, Object.keys(consumers)));
  const { description } = (schema.properties?.["consumers"] ?? {}) as JsonSchema;
  const items = {
    anyOf: Object.entries(consumers).map(([type, { options }]) => consumerJsonSchema(type, options)),
  };
  return {
    ...schema,
    title: "status-watch configuration",
    properties: { ...schema.properties, consumers: { description, type: ["array", "null"], items } },
    definitions: toJsonSchema(z.object(audience)).properties,
  } as JsonSchema;
}

/** The keys that mean the same for every consumer, each written once. */
const RULES = Object.fromEntries(Object.keys(audience).map((key) => [key, { $ref: `#/definitions/${key}` }]));

/** A type's own options, beside the keys that every consumer has. */
function consumerJsonSchema(type: string, options: z.ZodType): JsonSchema {
  const common = toJsonSchema(consumerSchema([type]));
  const own = toJsonSchema(options);
  return {
    type: "object",
    properties: { ...common.properties, ...own.properties, ...RULES },
    required: [...(common.required ?? []), ...(own.required ?? [])],
    additionalProperties: own.additionalProperties ?? true,
  };
}

function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: "input", target: DRAFT, unrepresentable: "any" });
}
