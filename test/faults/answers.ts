import type { OutgoingHttpHeaders } from "node:http";
import type { Handler } from "../helpers/server.ts";

/** A server that speaks HTTP. */
export interface Speaking {
  readonly http: Handler;
}

/** A server that gives this one answer to everything. */
export function answering(
  status: number,
  headers: OutgoingHttpHeaders = {},
  body: string | Buffer = "",
): Speaking {
  return { http: (_, response) => response.writeHead(status, headers).end(body) };
}

/** A 200 with this body under a content type. */
export function sending(
  contentType: string,
  body: string | Buffer,
  headers: OutgoingHttpHeaders = {},
): Speaking {
  return answering(200, { "content-type": contentType, ...headers }, body);
}
