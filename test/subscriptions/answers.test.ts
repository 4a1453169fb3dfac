import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAgent } from "../../src/http/send.ts";
import { judge } from "../../src/subscriptions/answer.ts";
import { submit } from "../../src/subscriptions/request.ts";
import { type Receiver, type Reply, startReceiver } from "../helpers/receiver.ts";

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver[Symbol.asyncDispose]());

async function verdictOn(reply: Reply | "hang", deadlineMs?: number) {
  receiver.reply(reply);
  const agent = createAgent();
  const request = {
    url: new URL(`${receiver.origin}/s`),
    headers: {},
    fields: [["email", "a&b=c"]] as const,
  };
  const answer = await submit(agent, request, deadlineMs);
  await agent.destroy();
  return judge(answer);
}

describe("An answer to a form", () => {
  it.each<[string, Reply, object]>([
    [
      "a success, in words",
      { body: { type: "success", text: "Check your inbox." } },
      { says: "Check your inbox." },
    ],
    ["a success, by a flag", { body: { success: true, message: "ok" } }, { says: "ok" }],
    ["something made", { status: 201, body: "{}" }, {}],
    ["nothing to say", { status: 204, body: "" }, {}],
  ])("is taken as accepted: %s", async (_, reply, more) => {
    expect(await verdictOn(reply)).toEqual({ outcome: "accepted", ...more });
  });

  it.each<[string, Reply, RegExp]>([
    ["a page", { body: "<html>Thanks!" }, /answered 200, and does not say whether/],
    ["data that say nothing", { body: {} }, /does not say whether/],
    [
      "a redirect",
      { status: 302, headers: { location: "/subscribe?a=b" } },
      /302, leading to \/subscribe, as forms do/,
    ],
    [
      "a redirect to nowhere",
      { status: 303, headers: { location: "http://[" } },
      /answered 303, as forms do/,
    ],
    ["a one-time code", { body: { type: "success", email_otp_verify_flow: true } }, /one-time code/],
    ["more than anybody reads", { body: "x".repeat(2_000_000) }, /too large/],
  ])("leaves it open: %s", async (_, reply, why) => {
    expect(await verdictOn(reply)).toMatchObject({ outcome: "unclear", why: expect.stringMatching(why) });
  });

  it.each<[string, Reply, RegExp, string | undefined]>([
    ["an error, in words", { body: { type: "error", text: "No." } }, /200, but did not take it/, "No."],
    ["an error, by a flag", { body: { ok: false } }, /did not take it/, undefined],
    ["errors", { status: 422, body: { errors: { email: ["is invalid"] } } }, /answered 422$/, "is invalid"],
    ["an error, alone", { body: { error: "gone" } }, /did not take it/, "gone"],
    ["a captcha", { body: '<div class="g-recaptcha">' }, /answered with a captcha$/, undefined],
    ["a challenge", { status: 403, body: "Just a moment" }, /403: it refuses programs/, undefined],
    ["no such form", { status: 404 }, /404: what its form names is not there any more/, undefined],
    ["a session that ended", { status: 419 }, /419: it wants a session/, undefined],
    ["words without end", { status: 400, body: { error: "x".repeat(9_000) } }, /400/, `${"x".repeat(299)}…`],
  ])("is taken as refused: %s", async (_, reply, why, says) => {
    const words = says === undefined ? {} : { says };
    expect(await verdictOn(reply)).toEqual({ outcome: "refused", why: expect.stringMatching(why), ...words });
  });

  it.each<[string, Reply, RegExp]>([
    ["too many", { status: 429, headers: { "retry-after": "90" } }, /answered 429; try again in 90 s$/],
    ["too many, until whenever", { status: 429 }, /answered 429; try again later$/],
    ["broken", { status: 500 }, /answered 500; try again later$/],
    ["overloaded", { status: 503, headers: { "retry-after": "1" } }, /answered 503; try again in 1 s$/],
  ])("may be another one later: %s", async (_, reply, why) => {
    expect(await verdictOn(reply)).toEqual({ outcome: "failed", why: expect.stringMatching(why) });
  });

  it("is waited for until the deadline", async () => {
    expect(await verdictOn("hang", 50)).toMatchObject({
      ...{ outcome: "failed", why: expect.stringContaining("no answer in time (0.1 s)") },
    });
  });

  it("that never comes is none", async () => {
    const agent = createAgent();
    const request = { url: new URL("http://127.0.0.1:9/"), headers: {}, fields: [] };
    const verdict = judge(await submit(agent, request));
    await agent.destroy();
    expect(verdict).toMatchObject({ outcome: "failed", why: expect.stringContaining("127.0.0.1") });
  });

  it("is to a form that was written as forms are", async () => {
    await verdictOn({});
    expect(receiver.received.at(-1)).toMatchObject({ method: "POST", text: "email=a%26b%3Dc" });
  });

  it("is read whatever it is", async () => {
    const deep = `{"errors":${"[".repeat(100_000)}${"]".repeat(100_000)}}`;
    for (const body of [deep, '{"errors":{"__proto__":{}}}', "[]", "null", "7", '{"type":{}}', "{", ""])
      expect(["unclear", "refused"]).toContain((await verdictOn({ body })).outcome);
  });
});
