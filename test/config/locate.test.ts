import { mkdir, symlink, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { locateConfig, userConfigPath } from "../../src/config/locate.ts";
import { readConfigText } from "../../src/config/read-file.ts";
import { UsageError } from "../../src/errors.ts";
import { temporaryFolder } from "./fixture.ts";

/** A home, a working directory and an installed package, each with the files that are asked for. */
async function world(...files: readonly string[]) {
  const root = await temporaryFolder();
  const at = (path: string) => join(root, path);
  for (const file of ["package/config/providers.yaml", ...files]) {
    await mkdir(dirname(at(file)), { recursive: true });
    await writeFile(at(file), "");
  }
  const places = {
    env: { HOME: at("home") },
    cwd: at("work"),
    packaged: at("package/config/providers.yaml"),
  };
  return { at, places };
}

const WORK = "work/config/providers.yaml";
const HOME = "home/.config/status-watch/providers.yaml";

test("the places are tried in order, down to the packaged file", async () => {
  const full = await world("work/mine.yaml", "work/env.yaml", WORK, HOME);
  const env = { ...full.places.env, STATUS_WATCH_CONFIG: "env.yaml" };
  const pathOf = (places: Parameters<typeof locateConfig>[0]) => locateConfig(places).path;
  expect(pathOf({ ...full.places, env, explicit: "mine.yaml" })).toBe(full.at("work/mine.yaml"));
  expect(pathOf({ ...full.places, env })).toBe(full.at("work/env.yaml"));
  expect(pathOf(full.places)).toBe(full.at(WORK));

  const withHome = await world(HOME);
  expect(locateConfig(withHome.places)).toEqual({ path: withHome.at(HOME), isPackaged: false });
  const bare = await world();
  expect(locateConfig(bare.places)).toEqual({ path: bare.places.packaged, isPackaged: true });
});

test("a file asked for by name must be there, whatever else is", async () => {
  const { places } = await world(WORK);
  expect(() => locateConfig({ ...places, explicit: "no.yaml" })).toThrow(
    new UsageError('--config names "no.yaml", which does not exist'),
  );
  expect(() => locateConfig({ ...places, explicit: "" })).toThrow('--config names "", which does not exist');
  expect(() => locateConfig({ ...places, env: { STATUS_WATCH_CONFIG: "no.yaml" } })).toThrow(
    'STATUS_WATCH_CONFIG names "no.yaml", which does not exist',
  );
});

test("a file that is there and cannot be got at is not missing: who reads it says why", async () => {
  const { at, places } = await world(WORK);
  const loop = at("loop.yaml");
  await symlink("loop.yaml", loop);
  const located = locateConfig({ ...places, explicit: loop });
  expect(located.path).toBe(loop);
  await expect(readConfigText(located.path)).rejects.toThrow(/cannot read .*loop\.yaml: ELOOP/);
});

test("an empty variable counts as unset", async () => {
  const { at, places } = await world(WORK);
  expect(locateConfig({ ...places, env: { STATUS_WATCH_CONFIG: "" } }).path).toBe(at(WORK));
});

test("in a checkout of the program the packaged file is the project's own", async () => {
  const { at, places } = await world();
  const checkout = { ...places, cwd: at("package") };
  expect(locateConfig(checkout)).toEqual({ path: places.packaged, isPackaged: false });
  expect(locateConfig({ ...checkout, explicit: "config/providers.yaml" }).isPackaged).toBe(false);
});

test("the packaged file is known for what it is by whatever name", async () => {
  const { at, places } = await world();
  await mkdir(at("work"));
  await symlink(places.packaged, at("work/link.yaml"));
  expect(locateConfig({ ...places, explicit: places.packaged }).isPackaged).toBe(true);
  expect(locateConfig({ ...places, explicit: "link.yaml" }).isPackaged).toBe(true);
});

test("with nothing anywhere, the places that were tried are listed", async () => {
  const { at, places } = await world();
  expect(() => locateConfig({ ...places, packaged: at("gone.yaml") })).toThrow(
    `no configuration found; looked for ${at(WORK)}, ${at(HOME)}, ${at("gone.yaml")}: name one with --config`,
  );
});

test("a person's own file is under XDG_CONFIG_HOME where that is absolute, else under ~/.config", () => {
  expect(userConfigPath({ XDG_CONFIG_HOME: "/xdg", HOME: "/home/me" })).toBe(
    "/xdg/status-watch/providers.yaml",
  );
  for (const base of ["", "relative"]) {
    expect(userConfigPath({ XDG_CONFIG_HOME: base, HOME: "/home/me" })).toBe(
      "/home/me/.config/status-watch/providers.yaml",
    );
  }
  expect(userConfigPath({})).toBe(join(homedir(), ".config/status-watch/providers.yaml"));
});
