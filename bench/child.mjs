import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Starts a script of this folder in a process of its own.
 * @param {string} script
 * @param {object} settings what `childSettings` gives there
 * @param {Record<string, string>} [env] beside this process' own
 */
export function startChild(script, settings, env = {}) {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [JSON.stringify(settings)], {
    stdio: ["ignore", "pipe", "inherit", "ipc"],
    env: { ...process.env, ...env },
  });
  /** @type {Map<number, { resolve: (result: any) => void, reject: (error: Error) => void }>} */
  const calls = new Map();
  let callCount = 0;
  child.on("message", (/** @type {{ call: number, result: unknown }} */ { call, result }) => {
    calls.get(call)?.resolve(result);
    calls.delete(call);
  });
  child.on("exit", () => {
    for (const { reject } of calls.values()) reject(endedEarly());
  });
  const endedEarly = () => new Error(`${script} ended early: ${child.signalCode ?? child.exitCode}`);
  return {
    stdout: /** @type {import("node:stream").Readable} */ (child.stdout),
    /** @param {string} command @param {object} [input] @returns {Promise<any>} */
    call(command, input = {}) {
      return new Promise((resolve, reject) => {
        if (!child.connected) return reject(endedEarly());
        const call = callCount++;
        calls.set(call, { resolve, reject });
        child.send({ call, command, input });
      });
    },
    async stop() {
      const exited = once(child, "exit");
      child.disconnect();
      await exited;
    },
  };
}

/** In the child: what it was started with. */
export function childSettings() {
  return JSON.parse(process.argv[2] ?? "{}");
}

/**
 * In the child: answers the calls of the parent, and ends with it.
 * @param {Record<string, (input: any) => unknown>} commands
 */
export function serveCalls(commands) {
  process.on("message", async (/** @type {{ call: number, command: string, input: object }} */ message) => {
    const result = await commands[message.command](message.input);
    process.send?.({ call: message.call, result });
  });
  process.on("disconnect", () => process.exit());
}
