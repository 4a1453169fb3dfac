import { describe, expect, it } from "vitest";
import { Folder } from "../helpers/cli.ts";
import { runInProcess } from "../helpers/in-process.ts";
import { startServer } from "../helpers/server.ts";

const providers = [{ name: "Acme", url: "https://status.acme.example" }];

describe.concurrent("test-consumer", () => {
  it("sends a sample to every consumer, and says what each answered", async () => {
    const bodies: string[] = [];
    await using server = await startServer((request, response) => {
      request.on("data", (chunk) => bodies.push(String(chunk)));
      request.on("end", () => response.writeHead(request.url === "/gone" ? 410 : 204).end());
    });
    await using folder = await Folder.create();
    const consumers = [
      { type: "webhook", name: "good", url: `${server.origin}/hook` },
      { type: "webhook", name: "bad", url: `${server.origin}/gone` },
    ];
    await folder.write("providers.yaml", JSON.stringify({ providers, consumers }));
    const { code, stderr } = await runInProcess(["test-consumer", "-c", "providers.yaml"], {
      cwd: folder.path,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^good: delivered$/m);
    expect(stderr).toMatch(/^bad: not delivered: .*410.*; run would give it up$/m);
    expect(JSON.parse(bodies[0] ?? "")).toMatchObject({
      title: "A test of this consumer",
      change: "resolved",
    });
  });

  it("sends it to the one that is named, and shows no secret of it", async () => {
    await using server = await startServer((_, response) => response.writeHead(500).end("s3cr3t-token"));
    await using folder = await Folder.create();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference to the environment
    const consumers = [{ type: "slack", webhook_url: "${SLACK_URL}" }, { type: "console" }];
    await folder.write("providers.yaml", JSON.stringify({ providers, consumers }));
    const env = { SLACK_URL: `${server.origin}/services/s3cr3t-token` };
    const { code, stdout, stderr } = await runInProcess(["test-consumer", "slack", "-c", "providers.yaml"], {
      cwd: folder.path,
      env,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^slack: not delivered: .*500.*; run would try again$/m);
    expect(stdout + stderr).not.toContain("s3cr3t");
    expect(server.requests).toHaveLength(1);
  });

  it("knows which one was meant by a misspelt name", async () => {
    await using folder = await Folder.create();
    await folder.write("providers.yaml", JSON.stringify({ providers }));
    const { code, stderr } = await runInProcess(["test-consumer", "consol", "-c", "providers.yaml"], {
      cwd: folder.path,
    });
    expect(code).toBe(1);
    expect(stderr).toContain('no consumer is called "consol", did you mean "console"?');
  });
});
