import { expect, it } from "vitest";
import { BIN, configText, Folder, startProgram } from "../helpers/cli.ts";
import { stopped } from "./watching.ts";

/** As many providers, of as many pages as said; that none of these answers is of no account. */
const providersOf = (pages: number) =>
  Array.from({ length: 140 }, (_, n) => ({
    ...{ name: `Acme ${n}`, url: `http://127.0.0.1:9/${n % pages}`, format: "atom", interval: "1h" },
  }));

const WARNING = /^warn: this process may open 256 files: connections to 128 pages are kept/m;

it("Where few files may be open it is pages that are counted, also those that a reload brings, and it is said once", async () => {
  await using folder = await Folder.create();
  const path = await folder.configure(providersOf(128));
  const limited = ["bash", "-c", 'ulimit -n 256; exec "$@"', "bash"];
  const command = [...limited, process.execPath, BIN, "run", "-c", path];
  await using cli = startProgram(command, { cwd: folder.path });
  await cli.until(/^watching 140 providers/m);
  expect(cli.stderr).not.toMatch(WARNING);
  await folder.write("providers.yaml", configText(providersOf(129)));
  await cli.until(WARNING);
  await folder.write("providers.yaml", configText(providersOf(140)));
  await cli.until(() => (cli.stderr.match(/^reloaded /gm)?.length ?? 0) > 1);
  await stopped(cli);
  expect(cli.stderr.split(WARNING)).toHaveLength(2);
});
