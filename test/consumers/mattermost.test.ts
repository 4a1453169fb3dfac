import { expect, test } from "vitest";
import { mattermostConsumer } from "../../src/consumers/mattermost.ts";
import { expectUsualAnswers } from "../helpers/answers.ts";
import { at, consumerOf, eventWith, HOSTILE, listAt, startReceiver, textAt } from "../helpers/receiver.ts";

test("posts an attachment", async () => {
  await using mattermost = await startReceiver();
  const options = { url: `${mattermost.origin}/hooks/secret`, channel: "town-square", username: "status" };
  await using consumer = consumerOf(mattermostConsumer, options);
  expect(await consumer.deliver(eventWith())).toEqual({ outcome: "delivered" });
  expect(mattermost.received[0]).toMatchObject({
    path: "/hooks/secret",
    json: {
      channel: "town-square",
      username: "status",
      attachments: [
        {
          fallback: "OpenAI – Chat Completions: Investigating – We are investigating. More soon.",
          color: "#ef6c00",
          title: "🟠 OpenAI – Chat Completions: Investigating",
          title_link: "https://status.openai.com/incidents/inc-1",
          text: "**Elevated error rates**\n\nWe are investigating.\nMore soon.",
        },
      ],
    },
  });
  expect(listAt(mattermost.received[0]?.json, "attachments.0.fields")).toContainEqual({
    title: "Impact",
    value: "Major",
    short: true,
  });
});

test("mentions nobody, shows markup as text, keeps within older servers' room", async () => {
  await using mattermost = await startReceiver();
  await using consumer = consumerOf(mattermostConsumer, { url: mattermost.origin });
  await consumer.deliver(eventWith(HOSTILE));
  const { text = "", json } = mattermost.received[0] ?? {};
  expect(text.length).toBeLessThan(8000);
  expect(text).not.toMatch(/@\w/);
  const attachment = at(json, "attachments.0");
  const values = listAt(attachment, "fields").map((field) => textAt(field, "value"));
  for (const said of [textAt(attachment, "title"), textAt(attachment, "text"), ...values]) {
    expect(said).not.toMatch(/(?<!\\)[<>[\]`|]/);
  }
});

test("deals with what a server may answer", async () => {
  await using mattermost = await startReceiver();
  await using consumer = consumerOf(mattermostConsumer, { url: mattermost.origin });
  await using hasty = consumerOf(mattermostConsumer, { url: mattermost.origin }, { deadlineMs: 60 });
  await expectUsualAnswers(mattermost, consumer, hasty);
});
