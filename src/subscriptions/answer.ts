import { asRecord, asString } from "../feeds/wire/values.ts";
import { explain } from "../http/failure.ts";
import { type Answer, type Answered, mayPass, valueIn } from "../http/send.ts";
import { cleanLine, truncate } from "../text.ts";

/** What came of sending a form. `says`: the page's own words. */
export type Verdict =
  | { readonly outcome: "accepted"; readonly says?: string }
  /** It was sent, and the answer does not tell whether it was taken. */
  | { readonly outcome: "unclear"; readonly why: string; readonly says?: string }
  | { readonly outcome: "refused"; readonly why: string; readonly says?: string }
  /** It could not be sent, or the page cannot deal with it now: worth another try. */
  | { readonly outcome: "failed"; readonly why: string };

const LONGEST_WORDS = 300;
const CAPTCHA = /g-recaptcha|recaptcha\/|hcaptcha|h-captcha|turnstile|cf-challenge|captcha/i;

const REFUSALS: Readonly<Record<number, string>> = {
  401: "the page is private: set `headers:` for it, or subscribe in a browser",
  403: "it refuses programs, or the page is private: subscribe in a browser",
  404: "what its form names is not there any more",
  405: "what its form names takes no forms any more",
  410: "what its form names is not there any more",
  419: "it wants a session that this program could not keep: subscribe in a browser",
};

/** What an answer to a form means, as far as it says. */
export function judge(answer: Answer): Verdict {
  if ("failure" in answer) {
    const why = explain(answer.failure);
    // An answer too large to be read: so it was sent.
    return answer.failure.code === "too_large" ? { outcome: "unclear", why } : { outcome: "failed", why };
  }
  const { host, status } = answer;
  const said = wordsOf(answer);
  const says = said === undefined ? {} : { says: said };
  if (status >= 200 && status < 300) return judgeOk(answer, says);
  if (status >= 300 && status < 400) return { outcome: "unclear", why: redirectOf(answer) };
  const why = `${host} answered ${status}`;
  if (!mayPass(status)) {
    const hint = REFUSALS[status];
    return { outcome: "refused", why: hint ? `${why}: ${hint}` : why, ...says };
  }
  const { retryAfterMs } = answer;
  const pause = retryAfterMs === undefined ? "later" : `in ${Math.ceil(retryAfterMs / 1000)} s`;
  return { outcome: "failed", why: `${why}; try again ${pause}` };
}

function judgeOk(answer: Answered, says: { readonly says?: string }): Verdict {
  const why = `${answer.host} answered ${answer.status}`;
  const [type, error, errors] = ["type", "error", "errors"].map((key) => valueIn(answer, key));
  const flags = [valueIn(answer, "success"), valueIn(answer, "ok")];
  const isRefused = flags.includes(false) || isSomething(error) || isSomething(errors);
  if (isRefused || type === "error" || type === "danger")
    return { outcome: "refused", why: `${why}, but did not take it`, ...says };
  // Statuspage, of an address that is subscribed already.
  if (valueIn(answer, "email_otp_verify_flow") === true) {
    const code =
      "it mails a one-time code, as it does to those who are subscribed already; it has to be typed on the page";
    return { outcome: "unclear", why: code, ...says };
  }
  if (type === "success" || flags.includes(true) || answer.status !== 200)
    return { outcome: "accepted", ...says };
  if (CAPTCHA.test(answer.body)) return { outcome: "refused", why: `${answer.host} answered with a captcha` };
  return { outcome: "unclear", why: `${why}, and does not say whether it was taken`, ...says };
}

function redirectOf({ host, status, location = "" }: Answered): string {
  const base = `https://${host}`;
  const to = URL.canParse(location, base) ? new URL(location, base) : undefined;
  const where = to && (to.host === host ? to.pathname : to.host);
  const asFormsDo = "as forms do whether or not something was taken";
  return `${host} answered ${status}${where ? `, leading to ${where}` : ""}, ${asFormsDo}`;
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== "";
}

/** The words that an answer has for people. */
function wordsOf(answer: Answered): string | undefined {
  for (const key of ["text", "message", "error", "errors"]) {
    const text = firstText(valueIn(answer, key));
    if (text !== undefined) return truncate(cleanLine(text), LONGEST_WORDS);
  }
  return undefined;
}

/** A text, or the first of a list or of a record of texts or lists. */
function firstText(value: unknown, depth = 0): string | undefined {
  if (depth > 3) return undefined;
  const inner = Array.isArray(value) ? value[0] : Object.values(asRecord(value) ?? {})[0];
  return asString(value) ?? (inner === undefined ? undefined : firstText(inner, depth + 1));
}
