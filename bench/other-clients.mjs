import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { createRequire } from "node:module";
import { Agent, fetch as undiciFetch } from "undici";
import { KEEP_ALIVE_MS } from "./pages.mjs";

/**
 * What people would write instead: a conditional GET on a connection that is kept, and nothing else.
 * @typedef {Record<string, string>} Headers
 * @typedef {{ status: number, etag: string | undefined }} Answer
 * @typedef {(url: string, headers: Headers) => Promise<Answer>} Get
 */

/** @type {Record<string, () => Promise<Get>>} */
export const OTHER_CLIENTS = {
  async fetch() {
    const dispatcher = new Agent({ keepAliveTimeout: KEEP_ALIVE_MS, keepAliveMaxTimeout: KEEP_ALIVE_MS });
    return async (url, headers) => {
      const answer = await undiciFetch(url, { dispatcher, headers });
      await answer.arrayBuffer();
      return { status: answer.status, etag: answer.headers.get("etag") ?? undefined };
    };
  },
  /** Node's own, as it comes. */
  async "global fetch"() {
    return async (url, headers) => {
      const answer = await fetch(url, { headers });
      await answer.arrayBuffer();
      return { status: answer.status, etag: answer.headers.get("etag") ?? undefined };
    };
  },
  async got() {
    const { got } = await import("got");
    const agent = { http: new HttpAgent({ keepAlive: true }), https: new HttpsAgent({ keepAlive: true }) };
    const https = { rejectUnauthorized: false };
    const options = { agent, https, retry: { limit: 0 }, throwHttpErrors: false, followRedirect: false };
    return async (url, headers) => {
      const answer = await got(url, { ...options, headers });
      return { status: answer.statusCode, etag: answer.headers.etag };
    };
  },
  async axios() {
    const { default: axios } = await import("axios");
    const client = axios.create({
      adapter: "http",
      httpAgent: new HttpAgent({ keepAlive: true }),
      httpsAgent: new HttpsAgent({ keepAlive: true }),
      responseType: "text",
      validateStatus: () => true,
    });
    return async (url, headers) => {
      const answer = await client.get(url, { headers });
      return { status: answer.status, etag: answer.headers["etag"]?.toString() };
    };
  },
};

const PACKAGES = new Set(["got", "axios"]);

/** Whether a client can be run here. @param {string} client */
export function isInstalled(client) {
  if (!PACKAGES.has(client)) return true;
  try {
    createRequire(import.meta.url).resolve(client);
    return true;
  } catch {
    return false;
  }
}
