import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** Debian's packages are there for its own Python alone, which need not be the first one on the path. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A Python that has the module; undefined where none has. @param {string} module */
export function pythonWith(module) {
  return PYTHONS.find((python) => spawnSync(python, ["-c", `import ${module}`]).status === 0);
}

/**
 * Starts a script of this folder, which answers each line of JSON with one: calls as of `startChild`.
 * @param {string} python
 * @param {string} script
 * @param {object} settings its one argument, as JSON
 */
export function startPython(python, script, settings) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(python, [path, JSON.stringify(settings)], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface(child.stdout);
  return {
    /** One at a time. @param {string} command @param {object} [input] @returns {Promise<any>} */
    async call(command, input = {}) {
      child.stdin.write(`${JSON.stringify({ command, input })}\n`);
      const ended = once(child, "exit").then(() => Promise.reject(new Error(`${script} ended early`)));
      const [line] = await Promise.race([once(answers, "line"), ended]);
      return JSON.parse(line);
    },
    async stop() {
      const exited = once(child, "exit");
      child.stdin.end();
      await exited;
    },
  };
}
