import type { Dispatcher } from "undici";

/** One answer as it came over the wire: nothing decoded, redirects not followed. */
export interface WireResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Still in the `content-encoding` of the headers; empty for answers whose body nobody reads. */
  readonly body: Buffer;
}

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface ExchangeLimits {
  /** For the whole exchange: connecting, headers and body. */
  readonly deadlineMs: number;
  readonly maxBodyBytes: number;
}

/** The deadline passed before the answer was complete. */
export class DeadlineError extends Error {
  readonly gotHeaders: boolean;
  constructor(gotHeaders: boolean) {
    super(gotHeaders ? "the body did not arrive in time" : "no answer in time");
    this.gotHeaders = gotHeaders;
  }
}

/** The body is larger than we are willing to hold. */
export class TooLargeError extends Error {}

/** The connection broke before a single byte of the answer: the server may just have closed an idle one. */
export class NoAnswerError extends Error {}

/**
 * One GET on a kept-alive connection. A handler on `dispatch` and one timer instead of `request` with an
 * `AbortSignal`: a signal a request costs half as much again as the request.
 */
export function exchange(
  dispatcher: Dispatcher,
  url: URL,
  headers: Record<string, string>,
  limits: ExchangeLimits,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let status = 0;
    let responseHeaders: ResponseHeaders = {};
    let chunks: Buffer[] = [];
    let size = 0;
    let settled = false;

    const settle = (end: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      end();
    };
    const fail = (error: Error) => {
      settle(() => reject(error));
      chunks = [];
      controller?.abort(error);
    };
    const timer = setTimeout(() => fail(new DeadlineError(status > 0)), limits.deadlineMs);

    dispatcher.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method: "GET", headers },
      {
        onRequestStart(started) {
          controller = started;
          if (settled) started.abort(new DeadlineError(false));
        },
        onResponseStart(_controller, statusCode, received) {
          if (statusCode < 200) return;
          status = statusCode;
          responseHeaders = received;
          if (Number(received["content-length"]) > limits.maxBodyBytes) fail(new TooLargeError());
        },
        onResponseData(_controller, chunk) {
          if (settled) return;
          size += chunk.length;
          if (size > limits.maxBodyBytes) return fail(new TooLargeError());
          chunks.push(chunk);
        },
        onResponseEnd() {
          settle(() => {
            const [first] = chunks;
            const body = first && chunks.length === 1 ? first : Buffer.concat(chunks, size);
            resolve({ status, headers: responseHeaders, body });
          });
        },
        onResponseError(_controller, error) {
          settle(() => reject(status > 0 ? error : new NoAnswerError(error.message, { cause: error })));
        },
      },
    );
  });
}

/** A header's value; of a repeated header the first. */
export function headerOf(headers: ResponseHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
