import { consoleConsumer } from "./console.ts";
import { discordConsumer } from "./discord.ts";
import { emailConsumer } from "./email/index.ts";
import { execConsumer } from "./exec/index.ts";
import { googlechatConsumer } from "./googlechat.ts";
import { jsonlConsumer } from "./jsonl/index.ts";
import { mattermostConsumer } from "./mattermost.ts";
import { msteamsConsumer } from "./msteams.ts";
import { ntfyConsumer } from "./ntfy.ts";
import { opsgenieConsumer } from "./opsgenie.ts";
import { pagerdutyConsumer } from "./pagerduty.ts";
import { slackConsumer } from "./slack.ts";
import { telegramConsumer } from "./telegram.ts";
import type { ConsumerType } from "./types.ts";
import { webhookConsumer } from "./webhook.ts";

/** Every kind of consumer there is. */
export const CONSUMERS = {
  console: consoleConsumer,
  slack: slackConsumer,
  discord: discordConsumer,
  msteams: msteamsConsumer,
  googlechat: googlechatConsumer,
  mattermost: mattermostConsumer,
  telegram: telegramConsumer,
  ntfy: ntfyConsumer,
  pagerduty: pagerdutyConsumer,
  opsgenie: opsgenieConsumer,
  email: emailConsumer,
  webhook: webhookConsumer,
  exec: execConsumer,
  jsonl: jsonlConsumer,
} satisfies Record<string, ConsumerType>;

/** The kind of that name; undefined where there is none. */
export function consumerTypeNamed(name: string): ConsumerType | undefined {
  const types: Readonly<Record<string, ConsumerType>> = CONSUMERS;
  return Object.hasOwn(types, name) ? types[name] : undefined;
}
