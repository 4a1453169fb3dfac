import type { Secret } from "./provider.ts";
import { conceal } from "./secrets.ts";
import { stripControls } from "./text.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error", "silent"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is said to the person who runs the program, on stderr; a message may have several lines. */
export interface Logger {
  readonly level: LogLevel;
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A logger that writes every line at or above `level`, freed of control characters. */
export function createLogger(level: LogLevel, stream: NodeJS.WritableStream): Logger {
  const threshold = LOG_LEVELS.indexOf(level);
  const at = (name: LogLevel) => {
    const enabled = LOG_LEVELS.indexOf(name) >= threshold;
    const label = name === "info" ? "" : `${name}: `;
    return (message: string) => {
      if (enabled) stream.write(`${label}${stripControls(message)}\n`);
    };
  };
  return { level, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** What is said of one provider or consumer: under its name, and with none of its secrets. */
export function loggerOf(name: string, log: Logger, secrets: readonly Secret[] = []): Logger {
  const at = (level: Exclude<LogLevel, "silent">) => (message: string) =>
    log[level](conceal(`${name}: ${message}`, { secrets }));
  return { level: log.level, debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

export const silentLogger: Logger = createLogger("silent", process.stderr);
