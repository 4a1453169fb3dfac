import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { CONSUMERS } from "../../src/consumers/index.ts";
import { FORMAT_NAMES } from "../../src/feeds/index.ts";
import { FORMAT_NAMES as CHECKED_NAMES } from "../../src/feeds/names.ts";
import { options } from "./fixture.ts";

interface Properties {
  readonly [key: string]: { readonly description?: string };
}

test("the schema for editors is the one that is checked by; `npm run schema` writes it anew", async () => {
  const file = new URL("../../config/providers.schema.json", import.meta.url);
  const written: unknown = JSON.parse(await readFile(file, "utf8"));
  expect(written).toEqual(JSON.parse(JSON.stringify(configJsonSchema(FORMAT_NAMES, CONSUMERS))));
});

test("the names that are checked by are those of the registry; `npm run schema` writes them anew", () => {
  expect(CHECKED_NAMES).toEqual(FORMAT_NAMES);
});

test("every key says what it is for", () => {
  const { properties = {} } = configJsonSchema(options.formats, {});
  const { items } = properties["providers"] as { items: { properties: Properties } };
  for (const [key, { description }] of Object.entries({
    ...(properties as Properties),
    ...items.properties,
  })) {
    expect(description, key).toMatch(/\.$/);
  }
});

test("each type of consumer brings its own options", () => {
  const { properties } = configJsonSchema(options.formats, options.consumers);
  expect(properties?.["consumers"]).toMatchObject({
    items: {
      anyOf: [
        { properties: { type: { enum: ["console"] }, name: {}, format: {} }, required: ["type"] },
        { properties: { type: { enum: ["webhook"] }, url: {}, retries: {} }, required: ["type", "url"] },
      ],
    },
  });
});
