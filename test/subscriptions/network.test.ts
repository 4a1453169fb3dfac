import { describe, expect, it } from "vitest";
import { withNetwork } from "../../src/commands/subscription-network.ts";
import type { CommandContext } from "../../src/commands/types.ts";
import { submit } from "../../src/subscriptions/request.ts";
import { provider } from "../helpers/daemon.ts";
import { startServer } from "../helpers/server.ts";

const context = { stopped: new AbortController().signal } as CommandContext;

describe("What is entered into a page's form", () => {
  it.each([
    ["public", {}, { failure: { code: "private_address" } }, 0],
    ["public, and may lead into private networks", { allowPrivate: true }, { status: 200 }, 1],
    ["on this machine", { url: "http://127.0.0.1" }, { status: 200 }, 1],
  ])("goes no further than the page may lead: of one that is %s", async (_, settings, expected, asked) => {
    await using inside = await startServer((_request, response) => response.end("thank you"));
    const url = new URL("/subscribe", inside.origin);
    const page = provider({ url: "https://status.acme.example", ...settings });
    await withNetwork(page, context, async ({ agent }) => {
      expect(await submit(agent, { url, headers: {}, fields: [["email", "a@b.example"]] })).toMatchObject(
        expected,
      );
      return 0;
    });
    expect(inside.requests).toHaveLength(asked);
  });
});
