import type { IncomingMessage } from "node:http";
import { contentTypeOf, startServer, type TestServer } from "../helpers/server.ts";

/** A form as a site got it. */
export interface Posted {
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  /** In the order in which they came. */
  readonly fields: readonly (readonly [string, string])[];
}

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** What is no string goes as JSON. */
  readonly body?: unknown;
}

/** A status page on loopback: pages by path, and an answer to whatever is posted. */
export class Site implements AsyncDisposable {
  readonly posted: Posted[] = [];
  /** Paths that were asked for. */
  readonly got: string[] = [];
  /** To a form; `hang`: none ever. */
  answer: Answer | "hang" = { body: { type: "success", text: "Check your inbox." } };
  readonly origin: string;
  #onPosted = () => {};
  readonly #server: TestServer;

  private constructor(server: TestServer) {
    this.#server = server;
    this.origin = server.origin;
  }

  static async start(pages: Readonly<Record<string, string | Answer>>): Promise<Site> {
    const site: Site = new Site(await startServer(() => {}));
    site.#server.handle((request, response) => {
      const reply = (to: Answer | "hang", path: string) => {
        if (to === "hang") return;
        const { status = 200, headers = {}, body = "" } = to;
        const isText = typeof body === "string";
        const type = isText ? contentTypeOf(path) : "application/json";
        response.writeHead(status, { "content-type": type, ...headers });
        response.end(isText ? body : JSON.stringify(body));
      };
      const path = request.url ?? "/";
      if (request.method !== "POST") {
        site.got.push(path);
        const page = pages[path] ?? { status: 404, body: "<h1>Not found</h1>" };
        reply(typeof page === "string" ? { body: page } : page, path);
        return;
      }
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const fields = [...new URLSearchParams(Buffer.concat(chunks).toString("utf8"))];
        site.posted.push({ path, headers: request.headers, fields });
        site.#onPosted();
        reply(site.answer, path);
      });
    });
    return site;
  }

  /** Resolves once a form has come. */
  async untilPosted(): Promise<void> {
    if (this.posted.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#onPosted = resolve;
    });
  }

  get url(): string {
    return `${this.origin}/`;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

/** In the shape of Statuspage's, with a tab each for mail, messages and webhooks; without its captcha unless asked for. */
export function statuspageHtml({ captcha = false, webhooks = true } = {}): string {
  const guard = captcha ? '<input type="hidden" name="captcha_error" value="false" />' : "";
  const submit = (label: string) =>
    `${guard}<input type="submit" value="${label}" ${captcha ? 'class="g-recaptcha" data-sitekey=6Lc' : ""}>`;
  const form = (id: string, action: string, inner: string) =>
    `<form id="subscribe-form-${id}" action="${action}" accept-charset="UTF-8" data-remote="true" method="post">
     <input name="utf8" type="hidden" value="&#x2713;" />${inner}</form>`;
  return `<!doctype html><html><head><title>Acme Status</title><meta name="csrf-token" content="tok/en+1==" /></head><body>
<div class="updates-dropdown">
  <a href="#updates-dropdown-email">Subscribe via email</a>
  ${form("email", "/subscriptions/new-email", `<input name="email" id="email" type="text" placeholder="Email Address"><input name="email_otp_auth_token" type="hidden"><input name="otp" id="email-otp" type="text" value="">${submit("Subscribe via Email")}`)}
  ${form("sms", "/subscriptions/new-sms", `<select name="phone_country"><option value="af">+93</option><option selected value="us">+1</option></select><input name="phone_number" type="text">${submit("Subscribe via Text Message")}`)}
  ${webhooks ? form("webhook", "/subscriptions/webhook.json", `<input type="text" name="endpoint" id="endpoint-webhooks" /><input type="text" name="email" id="email-webhooks" />${submit("Subscribe To Notifications")}`) : ""}
</div>
<div class="modal">${form("kqx1", "/subscriptions/incident.json", `<input type="hidden" name="incident_code" value="kqx1"><input name="email" type="text">${submit("Subscribe to Incident")}`)}</div>
</body></html>`;
}
