import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Behaviour } from "../helpers/raw-server.ts";
import { sending } from "./answers.ts";
import { describeFaults, type Fault } from "./harness.ts";
import { documentOf, OUTAGE } from "./page.ts";

const JSON_TYPE = "application/json";
const GOOD = documentOf("statuspage", [OUTAGE]);
const MIB = 1024 * 1024;

function encoded(encoding: string, body: Buffer): Behaviour {
  return sending(JSON_TYPE, body, { "content-encoding": encoding });
}

/** All of it but the end. */
function cut(body: Buffer): Buffer {
  return body.subarray(0, body.length - 20);
}

const spoiled = brotliCompressSync(GOOD);
spoiled.fill(0xff, 10, 40);

const encodings: Fault[] = [
  {
    name: "sends gzip without its end",
    broken: encoded("gzip", cut(gzipSync(GOOD))),
    says: /cannot be decompressed/,
  },
  {
    name: "sends brotli without its end",
    broken: encoded("br", cut(brotliCompressSync(GOOD))),
    says: /cannot be decompressed/,
  },
  { name: "sends broken brotli", broken: encoded("br", spoiled), says: /cannot be decompressed/ },
  {
    name: "calls plain text gzip",
    broken: encoded("gzip", Buffer.from(GOOD)),
    says: /cannot be decompressed: incorrect header/,
  },
  {
    name: "encodes as nobody asked for",
    broken: encoded("zstd", Buffer.from(GOOD)),
    says: /unknown content-encoding "zstd"/,
  },
];

/** A body of spaces without end, so that only giving up ends it. */
const endless: Behaviour = {
  http: (_, response) => {
    response.writeHead(200, { "content-type": JSON_TYPE });
    const blanks = Buffer.alloc(64 * 1024, " ");
    const pour = () => {
      while (!response.destroyed && response.write(blanks));
    };
    response.on("drain", pour);
    pour();
  },
};

const sizes: Fault[] = [
  {
    name: "announces a body over the limit",
    broken: { http: (_, response) => response.writeHead(200, { "content-length": 2 * MIB }).flushHeaders() },
    says: /is larger than 1 MiB/,
  },
  { name: "sends a body without end", broken: endless, says: /is larger than 1 MiB/ },
  {
    name: "sends a gzip bomb",
    broken: encoded("gzip", gzipSync(Buffer.alloc(4 * MIB))),
    says: /is larger than 1 MiB/,
  },
  {
    name: "sends a gzip bomb too large to be unpacked at once",
    broken: encoded("gzip", gzipSync(Buffer.alloc(80 * MIB))),
    says: /is larger than 1 MiB/,
  },
  {
    name: "sends a brotli bomb",
    broken: encoded("br", brotliCompressSync(Buffer.alloc(4 * MIB))),
    says: /is larger than 1 MiB/,
  },
  {
    name: "sends little that would take much memory",
    broken: encoded("gzip", gzipSync(`{"incidents":[${"{},".repeat(200_000)}{}]}`)),
    says: /is made of more than 150000 parts, as no status page is/,
  },
];

const CHALLENGE = `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body></body></html>`;
const [page, WHERE] = [{ id: "kctbh9vrtdwd", name: "Acme" }, "api\\/v2\\/incidents\\.json"];

function json(value: unknown): Behaviour {
  return sending(JSON_TYPE, JSON.stringify(value));
}

const contents: Fault[] = [
  {
    name: "answers 200 with a bot check",
    broken: sending("text/html; charset=UTF-8", CHALLENGE),
    says: /incidents\.json answered with a web page where Statuspage JSON was expected; .*bot check/,
  },
  {
    name: "calls a bot check JSON",
    broken: sending(JSON_TYPE, CHALLENGE),
    says: /answered with a web page where Statuspage JSON was expected/,
  },
  { name: "answers 200 with nothing", broken: sending(JSON_TYPE, ""), says: /answered with nothing/ },
  {
    name: "answers 200 with blanks",
    broken: sending(JSON_TYPE, " \n".repeat(1000)),
    says: /answered with nothing/,
  },
  { name: "answers with text", broken: sending("text/plain", "OK"), says: /answered with broken JSON/ },
  {
    name: "answers with JSON without its end",
    broken: sending(JSON_TYPE, GOOD.slice(0, -5)),
    says: /answered with broken JSON/,
  },
  { name: "answers with null", broken: json(null), says: /JSON that is not of a Statuspage \(null\)/ },
  { name: "answers with a list", broken: json([page]), says: /JSON that is not of a Statuspage \(a list\)/ },
  { name: "answers with a string", broken: json("incidents"), says: /not of a Statuspage \(a string\)/ },
  {
    name: "answers with an error in JSON",
    broken: json({ error: "gone" }),
    says: /JSON that is not of a Statuspage/,
  },
  {
    name: "answers with a page and no more",
    broken: json({ page }),
    says: /JSON that is not of a Statuspage/,
  },
  {
    name: "has null for its incidents",
    broken: json({ page, incidents: null }),
    says: new RegExp(`${WHERE}: incidents is null, not a list`),
  },
  {
    name: "has a text for its incidents",
    broken: json({ page, incidents: "none" }),
    says: new RegExp(`${WHERE}: incidents is a string, not a list`),
  },
  {
    name: "has an object for its incidents",
    broken: json({ page, incidents: {} }),
    says: new RegExp(`${WHERE}: incidents is an? object, not a list`),
  },
  {
    name: "answers with JSON nested beyond all measure",
    broken: sending(JSON_TYPE, `{"page":{},"incidents":${"[".repeat(100_000)}`),
    says: /answered with broken JSON/,
  },
];

describeFaults([
  ...encodings,
  ...sizes.map((fault) => ({ ...fault, options: { maxBodyBytes: MIB } })),
  ...contents,
]);
