import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type Config, type ConfigOptions, parseConfig } from "../../src/config/load.ts";
import { ConfigError } from "../../src/config/problems.ts";
import type { ConsumerType } from "../../src/consumers/types.ts";

function consumerType<Options>(options: z.ZodType<Options>): ConsumerType<Options> {
  const deliver = async () => ({ outcome: "delivered" }) as const;
  return { options, create: (name) => ({ name, deliver }) };
}

/** Two types as a registry has them: one with no options that must be, one with every kind of option. */
export const options: ConfigOptions = {
  env: {},
  formats: ["statuspage", "atom", "rss"],
  consumers: {
    console: consumerType(z.strictObject({ format: z.enum(["text", "json"]).optional() })),
    webhook: consumerType(
      z.strictObject({
        url: z.url(),
        token: z
          .string()
          .refine((token) => !token.includes(" "), { error: ({ input }) => `no blanks in "${input}"` })
          .optional(),
        retries: z.int().min(0).max(9).default(3),
        tags: z.array(z.string()).max(2).optional(),
        quiet: z.boolean().optional(),
      }),
    ),
  },
};

export function parse(text: string, env: NodeJS.ProcessEnv = {}): Config {
  return parseConfig(text, "providers.yaml", { ...options, env });
}

export function errorOf(text: string, env: NodeJS.ProcessEnv = {}): ConfigError {
  try {
    parse(text, env);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error(`was accepted:\n${text}`);
}

/** Each problem as one line, without the source that is quoted beneath it. */
export function problemsOf(text: string, env: NodeJS.ProcessEnv = {}): string[] {
  return errorOf(text, env).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

/** A folder for one test, gone after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "status-watch-config-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
