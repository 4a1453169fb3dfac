import { Client } from "undici";
import { Connection } from "./connection.ts";
import { resumingConnector } from "./connector.ts";
import type { Reach } from "./private-network.ts";

export interface ConnectionSettings {
  /** For a connection to be made, its handshake included. */
  readonly connectMs: number;
  /** Connections are closed after each answer instead of kept for the next poll: half the memory, ten times the CPU. */
  readonly closes?: boolean;
  /** Whether they may lead into private networks. */
  readonly reach: Reach;
  readonly allowance: Allowance;
}

/** How many more connections may be kept for the next poll; one for all that share the open files of the process. */
export interface Allowance {
  left: number;
}

/** Beyond any sensible interval; undici's own 4 s would make every poll a new handshake. */
const KEEP_ALIVE_MS = 600_000;
const SECOND_KEEP_ALIVE_MS = 4_000;

/**
 * The connections to all pages: one to an origin, and a second while that is in use, which is soon closed again. Not
 * undici's agent: with two to an origin its pools take 20 KB each, and use both also where one request follows another;
 * with one it looks up for each request what is looked up here already.
 */
export class Connections {
  readonly #create: (origin: string, keepAliveMs: number, isKept: boolean) => Client;
  /** By origin. */
  readonly #first = new Map<string, Connection>();
  readonly #second = new Map<string, Connection>();
  readonly #allowance: Allowance;
  /** Those that only end what they have begun. */
  readonly #ending = new Set<Client>();
  /** Those of them that were still to be closed when we were last asked to. */
  #toGiveBack = 0;
  #isClosed = false;
  #made = 0;

  constructor({ connectMs, closes = false, reach, allowance }: ConnectionSettings) {
    this.#allowance = allowance;
    const connect = resumingConnector(connectMs, reach);
    this.#create = (origin, keepAliveMs, isKept) =>
      new Client(origin, {
        keepAliveTimeout: keepAliveMs,
        keepAliveMaxTimeout: keepAliveMs,
        // One deadline for everything is kept in exchange(); these would only end it sooner with a vaguer word.
        headersTimeout: 0,
        bodyTimeout: 0,
        connect,
        allowH2: false,
        // What undici takes for closing.
        ...((closes || !isKept) && { pipelining: 0 }),
      });
  }

  /** The connection that is free, or else that will be soon; to be used at once, and to be given back by its `release`. */
  take(origin: string): Connection {
    const first = this.#first.get(origin) ?? this.#open(this.#first, origin, KEEP_ALIVE_MS);
    if (first.take()) return first;
    const second = this.#second.get(origin) ?? this.#open(this.#second, origin, SECOND_KEEP_ALIVE_MS);
    second.take();
    return second;
  }

  /** Closes those that are kept for later. Of many who ask for it at once the first is enough. */
  giveBack(): void {
    if (this.#toGiveBack > 0) return;
    for (const kept of [this.#first, this.#second]) {
      for (const { client } of kept.values()) {
        this.#toGiveBack++;
        this.#end(client, () => this.#toGiveBack--);
      }
      this.#allowance.left += kept.size;
      kept.clear();
    }
  }

  /** Ends every connection at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const kept = [...this.#first.values(), ...this.#second.values()].map(({ client }) => client);
    await Promise.all([...kept, ...this.#ending].map((client) => client.destroy()));
  }

  #open(kept: Map<string, Connection>, origin: string, keepAliveMs: number): Connection {
    const isKept = this.#allowance.left > 0;
    const client = this.#create(origin, keepAliveMs, isKept);
    // Whoever asks now is told so, as those were who had asked before.
    if (this.#isClosed) void client.destroy();
    const connection: Connection = new Connection(origin, client, this.#made++, isKept, () => {
      if (kept.get(origin) === connection && kept.delete(origin)) this.#allowance.left++;
      this.#end(client);
    });
    client.on("disconnect", connection.forget).on("connectionError", connection.forget);
    kept.set(origin, connection);
    this.#allowance.left--;
    return connection;
  }

  /** What waits for its turn there still gets it. */
  #end(client: Client, ended = () => {}): void {
    if (client.closed || client.destroyed) {
      ended();
      return;
    }
    this.#ending.add(client);
    client.close(() => {
      this.#ending.delete(client);
      ended();
    });
  }
}
