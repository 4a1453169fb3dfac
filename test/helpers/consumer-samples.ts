/** Stands in every secret of {@link SAMPLES}, so that one look finds them all. */
export const MARKER = "s3cr3tv4lue";

/** Options of a consumer that reaches a service at `origin`; every option that is a secret, in one of them at least. */
export type Sample = (service: {
  readonly origin: string;
  readonly port: number;
}) => Readonly<Record<string, unknown>>;

/** One or more for every kind of consumer: with a new one goes a line here. */
export const SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  console: [() => ({ format: "json" })],
  slack: [
    ({ origin }) => ({ webhook_url: `${origin}/services/T/B/${MARKER}` }),
    ({ origin }) => ({ token: `xoxb-${MARKER}`, channel: "C1", api_base: origin }),
  ],
  discord: [
    ({ origin }) => ({ url: `${origin}/api/webhooks/1/${MARKER}` }),
    ({ origin }) => ({ url: `${origin}/api/webhooks/1/${MARKER}`, updates: "post" }),
  ],
  msteams: [({ origin }) => ({ url: `${origin}/workflows/1?sig=${MARKER}` })],
  googlechat: [({ origin }) => ({ url: `${origin}/v1/spaces/A/messages?key=${MARKER}&token=${MARKER}` })],
  mattermost: [({ origin }) => ({ url: `${origin}/hooks/${MARKER}` })],
  telegram: [
    ({ origin }) => ({ token: `123:${MARKER}`, chat_id: 1, api_base: origin }),
    ({ origin }) => ({ token: `123:${MARKER}`, chat_id: "@x", updates: "post", api_base: origin }),
  ],
  ntfy: [
    ({ origin }) => ({ url: `${origin.replace("//", `//user:${MARKER}@`)}/${MARKER}` }),
    ({ origin }) => ({ server: origin, topic: MARKER, token: `tk_${MARKER}` }),
  ],
  webhook: [
    ({ origin }) => ({
      url: `${origin}/${MARKER}?token=${MARKER}`,
      headers: { authorization: `Bearer ${MARKER}` },
      secret: `whsec_${Buffer.from(`${MARKER}-${MARKER}-${MARKER}`).toString("base64")}`,
    }),
  ],
  pagerduty: [({ origin }) => ({ routing_key: MARKER, api_base: origin, updates: true })],
  opsgenie: [({ origin }) => ({ api_key: MARKER, api_base: origin })],
  email: [
    ({ port }) => ({
      host: "127.0.0.1",
      port,
      security: "none",
      user: "me",
      password: MARKER,
      from: "me@example.com",
      to: "you@example.com",
    }),
  ],
  exec: [() => ({ command: ["/nowhere/at/all", MARKER] })],
  jsonl: [() => ({ path: "/dev/null/nowhere.jsonl" })],
};
