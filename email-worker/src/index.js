/** As much as status-watch takes, unless `MAX_BYTES` says otherwise. */
const MAX_BYTES = 1024 * 1024;
/** Sending servers wait for minutes, but not for ever. */
const TIMEOUT_MS = 20_000;
/** Answers that are about the mail itself, and the same however often it is sent: too large, no mail, not to be read. */
const FINAL = new Set([413, 415, 422]);

/**
 * Hands each mail, as it came, to the address in `HOOK_URL`. What is thrown here makes Cloudflare answer with a temporary
 * error, after which the sending server tries again, for some days as a rule; `setReject` would be final. With
 * `FORWARD_TO`, mails go there besides.
 */
// biome-ignore lint/style/noDefaultExport: the runtime looks for it there.
export default {
  async email(message, env) {
    if (message.rawSize > Number(env.MAX_BYTES ?? MAX_BYTES)) return passOn(message, env, "too large");
    const answer = await post(env.HOOK_URL, await new Response(message.raw).arrayBuffer());
    if (FINAL.has(answer.status)) return passOn(message, env, `answered with ${answer.status}`);
    if (!answer.ok) throw new Error(`status-watch answered ${answer.status}`);
    if (env.FORWARD_TO) await message.forward(env.FORWARD_TO);
  },
};

/** The address is a secret: no redirect is followed with it, and no error tells it. */
async function post(url, body) {
  if (!URL.canParse(url ?? "")) throw new Error("HOOK_URL is not set to an address");
  const headers = { "content-type": "message/rfc822" };
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal });
    await answer.body?.cancel();
    return answer;
  } catch {
    throw new Error("status-watch cannot be reached");
  }
}

/** What status-watch does not take goes to a person; where there is none, its sender hears of it. */
async function passOn(message, env, reason) {
  if (env.FORWARD_TO) await message.forward(env.FORWARD_TO);
  // Awaited for the local runtime, where it is a call to another process.
  else await message.setReject(`This mail was not taken: ${reason}`);
}
