import { isAbsolute, relative } from "node:path";
import type { ConsumerType } from "../consumers/types.ts";
import { present } from "../present.ts";
import type { Provider } from "../provider.ts";
import { isRecord } from "../records.ts";
import { type ConsumerConfig, readConsumers, secretNames } from "./consumers.ts";
import { crossFindings } from "./cross-checks.ts";
import { secretsIn, substitute } from "./environment.ts";
import { type GatewayConfig, toGateway } from "./gateway.ts";
import { issueFindings, type Written } from "./issues.ts";
import { literalSecrets } from "./literal-secrets.ts";
import { ConfigError, type Finding } from "./problems.ts";
import { toProvider, withService } from "./provider.ts";
import { readConfigText } from "./read-file.ts";
import { type FileConfig, type FileProvider, fileSchema } from "./schema.ts";
import { maskSecrets } from "./secrets.ts";
import { type OpenServices, UsedServices } from "./services.ts";
import { offsetWithin, pathKey, readSource, type Source, valueAt, valueOffset } from "./source.ts";
import { wording } from "./wording.ts";

export type { ConsumerConfig, GatewayConfig };

export interface Config {
  /** As messages call it. */
  readonly file: string;
  readonly providers: readonly Provider[];
  readonly consumers: readonly ConsumerConfig[];
  /** Where state is kept; in memory where it does not say. */
  readonly state?: StateConfig;
  readonly gateway: GatewayConfig;
}

export interface StateConfig {
  readonly path: string;
  readonly historyMs?: number;
}

export interface ConfigOptions {
  readonly env: NodeJS.ProcessEnv;
  /** The keys of the format registry. */
  readonly formats: readonly string[];
  readonly consumers: Readonly<Record<string, ConsumerType>>;
  /** The services that `use` may name; without it there are none. */
  readonly services?: OpenServices;
  /** Where messages show paths from. */
  readonly cwd?: string;
  /** What consumers want of the environment need not be there: nothing is told to them. */
  readonly sparesConsumers?: boolean;
}

/** Reads and checks a configuration file. Throws one {@link ConfigError} with every mistake in it. */
export async function loadConfig(path: string, options: ConfigOptions): Promise<Config> {
  const file = describePath(path, options.cwd ?? process.cwd());
  return parseConfig(await readConfigText(path, file), file, options);
}

/** The same for a text at hand; `file` is what messages call it. */
export function parseConfig(text: string, file: string, options: ConfigOptions): Config {
  const source = readSource(text);
  const secretOptions = secretNames(options.consumers);
  const refuse = (findings: readonly Finding[]) =>
    new ConfigError(file, maskSecrets(source, secretOptions), findings);
  const unreadable = unreadableFindings(source);
  if (unreadable.length > 0) throw refuse(unreadable);

  const { data, unfollowed } = substitute(withSections(source.data), options.env);
  const checked = fileSchema(options.formats, Object.keys(options.consumers)).safeParse(data, {
    error: wording,
  });
  const written = {
    source,
    env: options.env,
    unfollowed: new Set(unfollowed.map(({ path }) => pathKey(path))),
    secretOptions,
  };
  const services = new UsedServices(options.services);
  const consumers = readConsumers(data, options.consumers, written);
  const findings = [
    ...source.findings,
    ...unfollowed
      .filter(({ path: [section] }) => !options.sparesConsumers || section !== "consumers")
      .map(({ path, reference, message }) => ({ offset: offsetWithin(source, path, reference), message })),
    ...elsewhere(source.findings, [
      ...issueFindings(checked.error?.issues ?? [], [], written),
      ...consumers.findings,
      ...literalSecrets(source),
      ...crossFindings(source, services),
    ]),
  ];
  if (!checked.success || findings.length > 0) throw refuse(findings);
  const used = (own: FileProvider) => withService(own, services.of(own), options.formats);
  const providers = toProviders(checked.data, used, file, written);
  const gateway = toGateway(checked.data.gateway ?? {});
  return { file, providers, consumers: consumers.configs, gateway, ...stateOf(checked.data) };
}

function stateOf({ state }: FileConfig): Pick<Config, "state"> {
  if (state === undefined) return {};
  if (typeof state === "string") return { state: { path: state } };
  return { state: { path: state.path, ...present({ historyMs: state.keep_history }) } };
}

/** A path as messages show it: from the working directory where it lies inside, else in full. */
export function describePath(path: string, cwd: string): string {
  const fromCwd = relative(cwd, path);
  return fromCwd === "" || fromCwd.startsWith("..") || isAbsolute(fromCwd) ? path : fromCwd;
}

/** What cannot be read is not worth checking as well. */
function elsewhere(unreadable: readonly Finding[], findings: readonly Finding[]): readonly Finding[] {
  const offsets = new Set(unreadable.map(({ offset }) => offset));
  return findings.filter(({ offset }) => !offsets.has(offset));
}

function unreadableFindings(source: Source): readonly Finding[] {
  if (source.isBroken) return source.findings;
  if (source.data === null) return [...source.findings, { offset: 0, message: NOTHING }];
  return typeof source.data === "object" ? [] : [...source.findings, { offset: 0, message: NO_MAP }];
}

const NOTHING = "nothing is configured here: start with `status-watch add-provider <url>`";
const NO_MAP = 'expected a map with the key "providers"';

/** Older tools wrote a bare list of providers. */
function withSections(data: unknown): unknown {
  return Array.isArray(data) ? { providers: data } : data;
}

function toProviders(
  { providers, defaults }: FileConfig,
  used: (own: FileProvider) => FileProvider,
  file: string,
  written: Written,
): Provider[] {
  const { source, env } = written;
  const shared = secretsIn(valueAt(source, ["defaults", "headers"]), env);
  return providers.map((provider, index) => {
    const key = addressKeyOf(valueAt(source, ["providers", index]));
    const { line } = source.placeOf(valueOffset(source, ["providers", index, key]));
    const secrets = [...shared, ...secretsIn(valueAt(source, ["providers", index]), env)];
    return toProvider(used(provider), defaults ?? {}, {
      definedAt: `${file}:${line}`,
      ...(secrets.length > 0 && { secrets }),
    });
  });
}

/** The key to change when the address does. */
function addressKeyOf(entry: unknown): string {
  const keys = isRecord(entry) ? ["url", "feed_url", "use"].filter((key) => key in entry) : [];
  return keys[0] ?? "url";
}
