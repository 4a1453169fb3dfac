import type { Dispatcher } from "undici";
import type { Document } from "../http/document.ts";
import { type Answer, send } from "../http/send.ts";
import type { ChosenForm } from "./choose.ts";

/** What is entered into a form. */
export interface Entered {
  readonly email?: string;
  readonly webhook?: string;
}

/** A filled-in form, ready to be sent by POST. */
export interface FormRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** In the order of the form. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

const MOST_COOKIES = 20;
/** Nothing that could end a header or begin another (RFC 6265, 4.1.1). */
const COOKIE = /^[\w!#$%&'*+.^`|~-]{1,200}=[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e"]{0,4000}$/;

/**
 * What a browser would send of this form: its own values, what is entered, the cookies that came with the page.
 * `own`: the user's headers for this page.
 */
export function requestOf(
  { form, email, webhook }: ChosenForm,
  page: Document,
  entered: Entered,
  { own = {}, csrfToken }: { own?: Readonly<Record<string, string>>; csrfToken?: string },
): FormRequest {
  const fields = form.controls.flatMap((control) => {
    const ours = control === email ? entered.email : control === webhook ? entered.webhook : undefined;
    const value = ours ?? control.value;
    return value === undefined ? [] : [[control.name, value] as const];
  });
  const scripted = form.isRemote && {
    accept: "application/json, text/javascript;q=0.9, */*;q=0.5",
    "x-requested-with": "XMLHttpRequest",
    ...(csrfToken && /^[\x21-\x7e]{1,4000}$/.test(csrfToken) && { "x-csrf-token": csrfToken }),
  };
  const headers = {
    accept: "text/html, application/json;q=0.9, */*;q=0.5",
    ...lowerCased(own),
    "content-type": "application/x-www-form-urlencoded",
    origin: page.url.origin,
    referer: page.url.href,
    ...scripted,
  };
  return { url: form.action ?? page.url, headers: { ...headers, ...cookieHeader(own, page) }, fields };
}

/** Sends it, and follows no redirect. Never throws for what a network or a server may do. */
export function submit(agent: Dispatcher, request: FormRequest, deadlineMs?: number): Promise<Answer> {
  const { url, headers, fields } = request;
  const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value]));
  return send(agent, url, { headers, body: body.toString(), deadlineMs });
}

function cookieHeader(own: Readonly<Record<string, string>>, { cookies }: Document) {
  const fit = cookies.filter((cookie) => COOKIE.test(cookie)).slice(0, MOST_COOKIES);
  const { cookie } = lowerCased(own);
  const all = cookie === undefined ? fit : [cookie, ...fit];
  return all.length > 0 ? { cookie: all.join("; ") } : {};
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
