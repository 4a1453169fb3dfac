import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { Log, LogLevel, Miniflare } from "miniflare";

const SCRIPT = fileURLToPath(new URL("../src/index.js", import.meta.url));
const SECRET_PATH = "/hooks/acme/s3cr3t-p4th/email";

/** What status-watch is to the Worker: a server that answers what it is told to, and keeps what it got. */
export async function startReceiver() {
  const received = [];
  const receiver = { received, status: 202, headers: {}, url: "", close: async () => {} };
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    received.push({ method, url, contentType: headers["content-type"], body: Buffer.concat(chunks) });
    response.writeHead(receiver.status, receiver.headers).end("so it is");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  receiver.url = `http://127.0.0.1:${server.address().port}${SECRET_PATH}`;
  receiver.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return receiver;
}

/** The Worker in the Workers runtime, as mails come to it. */
export class Worker {
  #lines = [];
  #miniflare;

  constructor(bindings) {
    const lines = this.#lines;
    const log = new (class extends Log {
      log(line) {
        lines.push(line);
      }
    })(LogLevel.INFO);
    this.#miniflare = new Miniflare({
      modules: true,
      scriptPath: SCRIPT,
      compatibilityDate: "2026-04-01",
      host: "127.0.0.1",
      // What makes it take mails over HTTP.
      unsafeTriggerHandlers: true,
      bindings,
      log,
    });
  }

  /** 200 where the mail is taken, 400 where it is rejected for good, 500 where the handler throws. */
  async send(raw) {
    const url = new URL("/cdn-cgi/handler/email", await this.#miniflare.ready);
    url.searchParams.set("from", "noreply@statuspage.io");
    url.searchParams.set("to", "acme@hooks.example");
    const response = await fetch(url, { method: "POST", body: raw });
    return { status: response.status, text: await response.text() };
  }

  /** To whom mails were forwarded. */
  forwards() {
    return this.#lines.flatMap((line) => /rcptTo: (\S+)/.exec(line)?.[1] ?? []);
  }

  log() {
    return this.#lines.join("\n");
  }

  stop() {
    return this.#miniflare.dispose();
  }
}
