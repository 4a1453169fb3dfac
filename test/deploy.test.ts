import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { openCatalogue } from "../src/catalogue.ts";
import { parseConfig } from "../src/config/load.ts";
import { CONSUMERS } from "../src/consumers/index.ts";
import { FORMAT_NAMES } from "../src/feeds/index.ts";
import { VERSION } from "../src/version.ts";
import { PROJECT } from "./helpers/cli.ts";
import { complaintAbout } from "./helpers/command-line.ts";

const read = (path: string) => readFileSync(join(PROJECT, path), "utf8");

/** The instructions of the image's last stage, continued lines joined; of several of a kind the arguments of each. */
function instructions(): (name: string) => string[] {
  const lines = read("Dockerfile")
    .replace(/\\\n\s*/g, "")
    .split("\n");
  const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
  return (name) =>
    last.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
}

const image = instructions();
const words = (json: string | undefined) => JSON.parse(json ?? "[]") as string[];
const command = words(image("CMD")[0]);
const healthcheck = words(/CMD (\[.*\])$/.exec(image("HEALTHCHECK")[0] ?? "")?.[1]);

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly envFrom: readonly { readonly secretRef: { readonly name: string } }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly livenessProbe: { readonly httpGet: { readonly path: string; readonly port: string } };
  readonly readinessProbe: { readonly httpGet: { readonly path: string; readonly port: string } };
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Manifest {
  readonly kind: string;
  readonly data: Readonly<Record<string, string>>;
  readonly spec: {
    readonly replicas: number;
    readonly strategy: { readonly type: string };
    readonly ports: readonly { readonly port: number; readonly targetPort: string }[];
    readonly template: {
      readonly spec: {
        readonly securityContext: Readonly<Record<string, unknown>>;
        readonly containers: readonly [Container];
      };
    };
  };
}

const manifests = parseAllDocuments(read("deploy/kubernetes.yaml")).map((one) => one.toJS() as Manifest);
const ofKind = (kind: string) => manifests.find((one) => one.kind === kind) as Manifest;
const pod = ofKind("Deployment").spec.template.spec;
const [container] = pod.containers;

const unit = read("deploy/status-watch.service");
const unitValues = (key: string) =>
  [...unit.matchAll(new RegExp(`^${key}=(.*)$`, "gm"))].map(([, value = ""]) => value);

const compose = parse(read("compose.yaml")) as {
  services: Record<string, { volumes: string[]; read_only: boolean; build: string }>;
};

const optionOf = (line: readonly string[], name: string) => line[line.indexOf(name) + 1];

describe("What it is run by", () => {
  it.each([
    ["the image", command],
    ["its health check", healthcheck.slice(1)],
    ["Kubernetes", container.args],
    ["systemd", unitValues("ExecStart")[0]?.split(" ").slice(1) ?? []],
  ])("calls commands and options that there are: %s", async (_, line) => {
    expect(line.length).toBeGreaterThan(1);
    expect(await complaintAbout(line)).toBeUndefined();
  });

  it("listens, is asked how it is and is reached at one port", () => {
    const [port] = image("EXPOSE");
    expect(optionOf(command, "--listen")).toBe(`127.0.0.1:${port}`);
    expect(optionOf(healthcheck, "--listen")).toBe(`127.0.0.1:${port}`);
    expect(optionOf(container.args, "--listen")).toBe(`0.0.0.0:${port}`);
    expect(container.ports).toEqual([{ name: "http", containerPort: Number(port) }]);
    expect(ofKind("Service").spec.ports).toMatchObject([{ port: Number(port), targetPort: "http" }]);
    const probes = [container.livenessProbe, container.readinessProbe].map(({ httpGet }) => httpGet);
    expect(probes).toEqual([
      { path: "/healthz", port: "http" },
      { path: "/readyz", port: "http" },
    ]);
    for (const [address] of read("compose.yaml").matchAll(/[\d.]+:\d+(?::\d+)?/g))
      expect(address).toMatch(new RegExp(`^(0\\.0\\.0\\.0:${port}|127\\.0\\.0\\.1:${port}:${port})$`));
  });

  it("runs as one user, by number, whose the state is", () => {
    const [user] = image("USER");
    expect(user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    const [uid, gid] = (user ?? "").split(":").map(Number);
    expect(image("RUN").join()).toContain(`install -d -o ${uid} -g ${gid} ${image("VOLUME")[0]}`);
    expect(pod.securityContext).toMatchObject({
      ...{ runAsNonRoot: true, runAsUser: uid, runAsGroup: gid, fsGroup: gid },
    });
    expect(unitValues("DynamicUser")).toEqual(["yes"]);
  });

  it("keeps its state where that is kept, and finds its configuration where that is mounted", () => {
    const [state] = image("VOLUME");
    expect(optionOf(command, "--state")).toBe(state);
    expect(optionOf(container.args, "--state")).toBe(state);
    const configuration = "/etc/status-watch";
    expect(image("ENV").join(" ")).toContain("XDG_CONFIG_HOME=/etc");
    expect(container.volumeMounts).toMatchObject([
      { name: "config", mountPath: configuration },
      { name: "state", mountPath: state },
      { name: "tmp" },
    ]);
    expect(compose.services["status-watch"]).toMatchObject({
      volumes: [`./config:${configuration}:ro`, `state:${state}`],
      read_only: true,
    });
    expect(unitValues("Environment").join(" ")).toContain("XDG_CONFIG_HOME=/etc");
    expect(unitValues("EnvironmentFile")).toEqual([`-${configuration}/environment`]);
    expect(unitValues("ExecStart")).toEqual([
      `status-watch run --state %S/${unitValues("StateDirectory")[0]}`,
    ]);
  });

  it("has one process at a time use the state", () => {
    expect(ofKind("Deployment").spec).toMatchObject({ replicas: 1, strategy: { type: "Recreate" } });
  });

  it("has a configuration that can be read, with what the secret gives", () => {
    const config = parseConfig(ofKind("ConfigMap").data["providers.yaml"] ?? "", "providers.yaml", {
      ...{ formats: FORMAT_NAMES, consumers: CONSUMERS, services: openCatalogue, cwd: PROJECT },
      env: { STATUS_WATCH_TOKEN: "0123456789abcdef" },
    });
    expect(config.providers.map(({ name }) => name)).toEqual(["GitHub", "OpenAI"]);
    expect(config.gateway.token).toBe("0123456789abcdef");
    expect(container.envFrom).toEqual([{ secretRef: { name: "status-watch" } }]);
  });

  it("is of this version, on a Node that the tests run on", () => {
    expect(container.image).toBe(`status-watch:${VERSION}`);
    const [, node] = /^node:(\d+)-/.exec(image("FROM")[0] ?? "") ?? [];
    const [, others = ""] = /^for version in ([\d ]+);/m.exec(read(".ci/run")) ?? [];
    expect(others.split(" ")).toContain(node);
  });

  it("is built from files that are let in, and none of which could be somebody's own", () => {
    const lines = read(".dockerignore")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
    expect(lines[0]).toBe("*");
    const letIn = lines.slice(1).map((line) => line.replace(/^!/, ""));
    const tracked = spawnSync("git", ["ls-files"], { cwd: PROJECT, encoding: "utf8" }).stdout.split("\n");
    for (const path of letIn)
      expect(tracked.some((file) => file === path || file.startsWith(`${path}/`))).toBe(true);
    const needed = [...read("tsconfig.build.json").matchAll(/"([\w./]+\.json)"/g)].map(
      ([, path = ""]) => path,
    );
    expect(needed.map((path) => path.replace("./", "")).filter((path) => !letIn.includes(path))).toEqual([]);
  });

  const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;
  it.skipIf(!hasSystemd)("has a unit of which systemd understands every line (needs systemd-analyze)", () => {
    const path = join(PROJECT, "deploy", "status-watch.service");
    const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path], { encoding: "utf8" });
    // Of other units it is not asked, and where the program is not installed, that is all there is to say.
    const complaints = stderr
      .split("\n")
      .filter((line) => line.includes("status-watch.service") && !line.includes("is not executable"));
    expect(complaints).toEqual([]);
  });
});
