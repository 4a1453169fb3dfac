import { isDeepStrictEqual } from "node:util";
import { App } from "../app.ts";
import { unknownNames } from "../audience/unknown-names.ts";
import { systemClock } from "../clock.ts";
import type { ListenAddress } from "../config/gateway.ts";
import type { Config, ConsumerConfig } from "../config/load.ts";
import { type FileVersion, versionOf, watchFile } from "../config/watch-file.ts";
import { consumerTypeNamed } from "../consumers/index.ts";
import type { Subscription } from "../delivery/bus.ts";
import { messageOf } from "../errors.ts";
import { Directory } from "../gateway/admission.ts";
import type { Gateway } from "../gateway/gateway.ts";
import { tuneHeap } from "../heap.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/index.ts";
import { connectionsToKeep, mostOpenFiles, warningOfFiles } from "../open-files.ts";
import { count } from "../text.ts";
import { VERSION } from "../version.ts";
import { findConfig, readConfig } from "./config.ts";
import { listenAddressOf } from "./health.ts";
import { openState } from "./state.ts";
import type { CommandContext } from "./types.ts";

export interface RunOptions {
  readonly edits: boolean;
  readonly ongoing: boolean;
  readonly state?: string;
  readonly listen?: string;
  readonly discardDamagedState: boolean;
  readonly lowMemory: boolean;
}

/** Watches until stopped. */
export async function run(options: RunOptions, context: CommandContext): Promise<number> {
  const { log, stopped } = context;
  tuneHeap(options);
  const { path } = findConfig(context);
  const version = versionOf(path);
  const config = await readConfig(path, context);
  const store = await openState(options, config, context);
  const { edits, ongoing, lowMemory } = options;
  const listen = options.listen === undefined ? config.gateway.listen : listenAddressOf(options.listen);
  const metrics = listen && (await createMetrics(() => app));
  const consumers = new Subscriptions(context);
  const mostFiles = mostOpenFiles();
  const app: App = new App({
    edits,
    ongoing,
    lowMemory,
    log,
    store,
    consumers: consumers.of(config),
    ...(mostFiles !== undefined && { keptConnections: connectionsToKeep(mostFiles) }),
    ...(metrics && { observer: metrics }),
  });
  const warnOfFiles = lowMemory || mostFiles === undefined ? () => {} : warningOfFiles(mostFiles, log);
  const warn = ({ providers, consumers }: Config) => {
    warnOfFiles(providers);
    for (const { name, rules } of consumers)
      for (const unknown of unknownNames(rules, providers)) log.warn(`${name}: ${unknown}`);
  };
  const watched = new WatchedFile({ config, path, version }, { app, consumers, warn }, context);
  let gateway: Gateway | undefined;
  try {
    // Before anything is watched: where it may not listen, nothing has begun.
    if (listen && metrics) gateway = await openGateway(listen, { app, metrics, watched, config, log });
    log.info(`watching ${count(config.providers.length, "provider")} of ${config.file}`);
    watched.start();
    if (!stopped.aborted)
      await new Promise((resolve) => stopped.addEventListener("abort", resolve, { once: true }));
  } finally {
    watched.close();
    if (isClosedOutput(stopped.reason)) log.info("standard output is closed: whoever read it has gone");
    log.info("stopping");
    await gateway?.close();
    await app.stop();
  }
  return 0;
}

function isClosedOutput(reason: unknown): boolean {
  return reason instanceof Error && "code" in reason && reason.code === "EPIPE";
}

/** What serves others is loaded only where it is asked for. */
async function createMetrics(app: () => App): Promise<Metrics> {
  const { Metrics: Loaded } = await import("../metrics/index.ts");
  return new Loaded({
    version: VERSION,
    now: Date.now,
    consumers: () => app().consumers(),
    inbox: () => app().waitingPushes,
  });
}

interface GatewayParts {
  readonly app: App;
  readonly metrics: Metrics;
  readonly watched: WatchedFile;
  readonly config: Config;
  readonly log: Logger;
}

async function openGateway(
  listen: ListenAddress,
  { app, metrics, watched, config, log }: GatewayParts,
): Promise<Gateway> {
  const { Gateway: Loaded } = await import("../gateway/gateway.ts");
  const gateway = await Loaded.open(listen, {
    config: config.gateway,
    log,
    metrics,
    now: Date.now,
    directory: () => watched.directory,
    accept: (push) => app.accept(push),
    unready: () => app.unready(),
  });
  log.info(`webhooks and mails are taken in, and health and metrics shown, at ${gateway.url}`);
  return gateway;
}

/** A configuration, and the version of its file before it was read. */
interface ReadFile {
  readonly config: Config;
  readonly path: string;
  readonly version: FileVersion | undefined;
}

interface Watching {
  readonly app: App;
  readonly consumers: Subscriptions;
  /** Says what those who run it should know of what is in force now. */
  readonly warn: (config: Config) => void;
}

/** The configuration while it is in force: taken over anew when it is saved, or when the user asks for it. */
class WatchedFile {
  readonly #initial: Config;
  readonly #path: string;
  readonly #version: FileVersion | undefined;
  readonly #app: App;
  readonly #consumers: Subscriptions;
  readonly #warn: Watching["warn"];
  readonly #context: CommandContext;
  #isClosed = false;
  #turn = 0;
  #watcher: { close(): void } | undefined;
  /** The providers by all that requests may call them. */
  directory: Directory;

  constructor(
    { config, path, version }: ReadFile,
    { app, consumers, warn }: Watching,
    context: CommandContext,
  ) {
    this.#initial = config;
    this.#path = path;
    this.#version = version;
    this.#app = app;
    this.#consumers = consumers;
    this.#warn = warn;
    this.#context = context;
    this.directory = new Directory(config.providers);
  }

  start(): void {
    this.#warn(this.#initial);
    this.#app.watch(this.#initial.providers);
    this.#context.onReload(() => void this.#reload());
    this.#watcher = watchFile(this.#path, this.#version, () => void this.#reload());
  }

  close(): void {
    this.#isClosed = true;
    this.#watcher?.close();
  }

  async #reload(): Promise<void> {
    const { log } = this.#context;
    const { file } = this.#initial;
    // What takes long to be read may be older than what was read meanwhile.
    const turn = ++this.#turn;
    const isLast = () => turn === this.#turn && !this.#isClosed;
    try {
      const config = await readConfig(this.#path, this.#context);
      if (isLast()) this.#takeOver(config);
    } catch (error) {
      if (!isLast()) return;
      log.error(
        `${file} is not taken over, the configuration from before stays in force\n${messageOf(error)}`,
      );
    }
  }

  #takeOver(config: Config): void {
    const { log } = this.#context;
    const { file } = this.#initial;
    const { providers } = config;
    const subscriptions = this.#consumers.of(config);
    // First, so that what consumers are owed is judged by what providers are now.
    const { added, removed } = this.#app.watch(providers);
    this.directory = new Directory(providers);
    const { started, replaced, stopped } = this.#app.subscribe(subscriptions);
    for (const what of ["state", "gateway"] as const)
      if (!isDeepStrictEqual(config[what], this.#initial[what]))
        log.warn(`${file}: ${what} has changed; that takes effect when status-watch is started anew`);
    if (started + replaced + stopped > 0)
      log.info(`consumers of ${file}: ${started} started, ${replaced} changed, ${stopped} stopped`);
    log.info(`reloaded ${file}: ${added} started, ${removed} stopped, ${providers.length} watched`);
    this.#warn(config);
  }
}

/** The consumers in force: of a configuration that says the same of one as that before, it is the same one. */
class Subscriptions {
  readonly #context: CommandContext;
  #inForce: readonly { readonly config: ConsumerConfig; readonly subscription: Subscription }[] = [];

  constructor(context: CommandContext) {
    this.#context = context;
  }

  of({ consumers }: Pick<Config, "consumers">): Subscription[] {
    const inForce = consumers.flatMap((config) => {
      const same = this.#inForce.find((one) => isDeepStrictEqual(one.config, config));
      if (same) return same;
      return createSubscriptions({ consumers: [config] }, this.#context).map((subscription) => ({
        config,
        subscription,
      }));
    });
    this.#inForce = inForce;
    return inForce.map(({ subscription }) => subscription);
  }
}

/** The consumers of a configuration, each with the options its type has checked, and with what it is to be told. */
export function createSubscriptions(
  { consumers }: Pick<Config, "consumers">,
  { log, stdout, output }: CommandContext,
): Subscription[] {
  return consumers.flatMap(({ type, name, options, rules, secrets }) => {
    const consumer = consumerTypeNamed(type)?.create(name, options, {
      log,
      clock: systemClock,
      stdout,
      output,
    });
    return consumer ? { consumer, rules, secrets } : [];
  });
}
