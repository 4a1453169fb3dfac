import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { Folder, PROJECT, type Result, startProgram } from "../helpers/cli.ts";
import { outage, PAST, StatusPage } from "./page.ts";

/** Runs a module that finds the library's `watch` and the page's address in `page`. */
async function runModule(body: string, page: StatusPage): Promise<Result> {
  await using folder = await Folder.create();
  const entry = pathToFileURL(join(PROJECT, "dist", "index.js")).href;
  const text = `import { watch } from ${JSON.stringify(entry)};\nconst url = ${JSON.stringify(page.url)};\n${body}`;
  const path = await folder.write("watcher.mjs", text);
  await using cli = startProgram([process.execPath, path], { cwd: folder.path });
  return { code: await cli.exit, stdout: cli.stdout, stderr: cli.stderr };
}

describe.concurrent("The library", () => {
  it("yields events until its signal is aborted", async () => {
    await using page = await StatusPage.start({ incidents: [outage(2), PAST] });
    const body = `const stop = new AbortController();
      const providers = [{ name: "Acme", url, intervalMs: 250 }];
      for await (const { change, product, message } of watch({ providers, signal: stop.signal })) {
        console.log(JSON.stringify({ change, product, message }));
        stop.abort();
      }
      console.log("ended");`;
    expect(await runModule(body, page)).toEqual({
      ...{ code: 0, stderr: "" },
      stdout:
        '{"change":"ongoing","product":"Acme - API","message":"A disk is full.\\nWe empty it."}\nended\n',
    });
  });

  it("ends when its loop is left, a page that never answers notwithstanding", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    await using dead = await StatusPage.start();
    dead.answer(() => {});
    const body = `const providers = [{ name: "Dead", url: "${dead.url}" }, { name: "Acme", url }];
      for await (const event of watch({ providers })) { console.log(event.id); break; }`;
    expect(await runModule(body, page)).toEqual({
      ...{ code: 0, stderr: "" },
      stdout: "acme/outage000001/outage000001-1\n",
    });
  });

  it("yields nothing where the signal was aborted before", async () => {
    await using page = await StatusPage.start({ incidents: [outage(1)] });
    const body = `const providers = [{ name: "Acme", url }];
      for await (const event of watch({ providers, signal: AbortSignal.abort() })) console.log(event.id);`;
    expect(await runModule(body, page)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(page.paths).toEqual([]);
  });

  it("throws what is wrong with its providers where they are asked for", async () => {
    await using page = await StatusPage.start();
    const body = `for (const providers of [[{ name: "A", url: "acme" }], [{ name: "A", url }, { name: "A", url }],
        [{ name: "A", url, format: "xml" }]])
        await watch({ providers }).next().catch((error) => console.log(error.name + ": " + error.message));`;
    const { code, stdout } = await runModule(body, page);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^UsageError: A: "acme" is not an http.*\nUsageError: two providers have the same name\nUsageError: A: unknown format "xml"; .*list-formats.*\n$/,
    );
  });
});
