import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Folder, PROJECT, type Result, startProgram } from "../helpers/cli.ts";
import { outage, StatusPage } from "./page.ts";

/** An installation may have to fetch what we depend on. */
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|ENETUNREACH|network/i;

/** Of npm's own environment what says how the registry is reached, and not what `npm test` says of this project. */
const npmEnv = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && (!/^npm_/i.test(name) || /_(registry|cache|userconfig)$/i.test(name)),
  ),
) as Record<string, string>;

async function run(command: readonly string[], cwd: string): Promise<Result> {
  await using program = startProgram(command, { cwd, env: npmEnv });
  program.stdin.end();
  return { code: await program.exit, stdout: program.stdout, stderr: program.stderr };
}

interface Packed {
  readonly folder: Folder;
  readonly version: string;
  readonly tarball: string;
  readonly files: readonly string[];
}

/** The package as it would be published. Without scripts: they would build anew, beneath the tests that run. */
async function pack(): Promise<Packed> {
  const folder = await Folder.create();
  const command = ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder.path];
  const { stdout } = await run(command, PROJECT);
  const [{ filename, version, files }] = JSON.parse(stdout) as [
    { filename: string; version: string; files: { path: string }[] },
  ];
  return { folder, version, tarball: join(folder.path, filename), files: files.map(({ path }) => path) };
}

let packed: Packed;

beforeAll(async () => {
  packed = await pack();
  return () => packed.folder[Symbol.asyncDispose]();
});

describe("The package", () => {
  it("holds what is needed to run, to configure and to understand it, and nothing else", () => {
    expect(packed.files.filter((path) => !path.startsWith("dist/")).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "bin/status-watch.js",
      "config/catalogue.yaml",
      "config/providers.schema.json",
      "config/providers.yaml",
      "deploy/kubernetes.yaml",
      "deploy/status-watch.service",
      "docs/configuration.md",
      "docs/consumers.md",
      "docs/dependencies.md",
      "docs/formats.md",
      "docs/grafana-dashboard.json",
      "docs/metrics.md",
      "docs/operations.md",
      "docs/prometheus-rules.test.yml",
      "docs/prometheus-rules.yml",
      "docs/pushes.md",
      "docs/scaling.md",
      "man/status-watch.1",
      "package.json",
    ]);
  });

  it("holds a program and its types for every source, and none that is gone", async () => {
    const sources = (await readdir(join(PROJECT, "src"), { recursive: true })).filter((path) =>
      path.endsWith(".ts"),
    );
    const built = sources.flatMap((path) =>
      [".js", ".d.ts"].map((end) => `dist/${path.replace(/\.ts$/, end)}`),
    );
    const expected = [...built, "dist/catalogue.json"].sort();
    expect(packed.files.filter((path) => path.startsWith("dist/")).sort()).toEqual(expected);
  });

  it("runs where it is installed, as a command and as a library", async (context) => {
    await using project = await Folder.create();
    await project.write("package.json", '{ "name": "somebody", "type": "module", "private": true }\n');
    const installed = await run(
      ["npm", "install", "--no-audit", "--no-fund", "--prefer-offline", packed.tarball],
      project.path,
    );
    if (installed.code !== 0 && OFFLINE.test(installed.stderr))
      context.skip("the npm registry cannot be reached");
    expect(installed.stderr).not.toMatch(/deprecated|vulnerab/);
    expect(installed.code).toBe(0);

    const command = join(project.path, "node_modules/.bin/status-watch");
    const version = await run([command, "--version"], project.path);
    expect(version).toMatchObject({ code: 0, stdout: `${packed.version}\n` });
    const list = await run([command, "list-providers"], project.path);
    expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(/^OpenAI /) });
    const own = await readFile(join(PROJECT, "config", "providers.yaml"), "utf8");
    expect(await project.read("node_modules/status-watch/config/providers.yaml")).toBe(own);

    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await project.write("watcher.js", libraryUser(page.url));
    expect(await run([process.execPath, "watcher.js"], project.path)).toEqual({
      code: 0,
      stdout: "object object\nERR_PACKAGE_PATH_NOT_EXPORTED\nongoing Acme - API\n",
      stderr: "",
    });

    await project.write("watcher.ts", TYPED_USER);
    await project.write("tsconfig.json", JSON.stringify(TSCONFIG));
    const checked = await run([process.execPath, join(PROJECT, "node_modules/.bin/tsc")], project.path);
    expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

const libraryUser = (url: string) => `
import { createRequire } from "node:module";
import { watch } from "status-watch";
const require = createRequire(import.meta.url);
console.log(typeof require("status-watch/providers.schema.json"), typeof require("status-watch/package.json"));
await import("status-watch/dist/app.js").catch(({ code }) => console.log(code));
for await (const { change, product } of watch({ providers: [{ name: "Acme", url: "${url}" }] })) {
  console.log(change, product);
  break;
}
`;

const TYPED_USER = `
import { type StatusEvent, type WatchOptions, watch } from "status-watch";
const options: WatchOptions = { providers: [{ name: "Acme", url: "https://acme.example", format: "statuspage" }] };
// @ts-expect-error: a format that there is not
options.providers[0].format satisfies "xml";
export async function first(): Promise<StatusEvent | undefined> {
  for await (const event of watch(options)) return event;
  return undefined;
}
`;

const TSCONFIG = {
  compilerOptions: {
    ...{
      module: "NodeNext",
      target: "ES2023",
      lib: ["ES2023"],
      strict: true,
      skipLibCheck: false,
      noEmit: true,
    },
    ...{ typeRoots: [join(PROJECT, "node_modules/@types")], types: ["node"] },
  },
  files: ["watcher.ts"],
};
