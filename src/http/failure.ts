import { PrivateAddressError } from "./private-network.ts";

/** Why a page could not be read. The code tells conditions apart; the reason is for people. */
export interface Failure {
  readonly code: FailureCode;
  /** One line: what is wrong. Never holds secrets. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint?: string;
}

/** The failure in one line, with what to do about it. */
export function explain({ reason, hint }: Failure): string {
  return hint ? `${reason}; ${hint}` : reason;
}

export type FailureCode =
  | "dns"
  | "connect"
  | "tls"
  | "timeout"
  | "reset"
  | "http_status"
  | "throttled"
  | "redirect"
  | "private_address"
  | "too_large"
  | "encoding"
  | "not_this_format"
  | "malformed"
  | "emptied"
  | "unknown_format"
  | "internal";

const DNS = new Set(["ENOTFOUND", "EAI_AGAIN", "EAI_NODATA", "EAI_NONAME"]);
const RESET = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);
const TIMEOUT = new Set([
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "ETIMEDOUT",
]);
const NETWORK = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "ECONNABORTED",
  "EMFILE",
  "ENFILE",
  "EACCES",
  "EPERM",
  "ENETDOWN",
  "EHOSTDOWN",
  "ENOBUFS",
]);

/** What a thrown network error means. Errors nobody expected come back as undefined: they are bugs. */
export function failureOf(error: unknown, host: string): Failure | undefined {
  if (error instanceof PrivateAddressError) return leadsInside(error, host);
  const { code, message, syscall } = networkError(error);
  if (DNS.has(code) || syscall === "getaddrinfo") {
    return {
      code: "dns",
      reason: `the host name ${host} does not resolve (${code})`,
      hint: "check the address, or your DNS",
    };
  }
  if (TIMEOUT.has(code)) return { code: "timeout", reason: `no connection to ${host} in time (${code})` };
  if (RESET.has(code)) {
    return {
      code: "reset",
      reason: `${host} closed the connection before the answer was complete (${code})`,
    };
  }
  if (NETWORK.has(code)) return cannotConnect(host, code);
  if (isTlsCode(code) || /certificate|tls|ssl/i.test(message)) {
    // OpenSSL's words for an answer in plain HTTP.
    if (/wrong version number|packet length too long/.test(message)) {
      const reason = `${host} does not speak TLS at this port`;
      return { code: "tls", reason, hint: "check the address: http:// instead of https://?" };
    }
    return { code: "tls", reason: `no trusted TLS connection to ${host}: ${message || code}` };
  }
  if (code === "UND_ERR_DESTROYED" || code === "UND_ERR_CLOSED") {
    return { code: "reset", reason: `the connection to ${host} was given up: we are stopping` };
  }
  if (code === "UND_ERR_INVALID_ARG") {
    return {
      code: "internal",
      reason: `no request can be made to ${host}: ${message}`,
      hint: "check its `headers:`",
    };
  }
  // undici takes some of what a server may send, such as a status of 000, for impossible.
  if (code.startsWith("HPE_") || code.startsWith("UND_ERR_") || code === "ERR_ASSERTION") {
    return { code: "malformed", reason: `${host} did not answer in valid HTTP: ${message}` };
  }
  // Whatever else the system says is no bug of ours: EINVAL of an address that it can make nothing of.
  return syscall === undefined ? undefined : cannotConnect(host, code);
}

function cannotConnect(host: string, code: string): Failure {
  return { code: "connect", reason: `cannot connect to ${host} (${code})` };
}

function leadsInside({ address }: PrivateAddressError, host: string): Failure {
  const where = host.replace(/^\[|\]$/g, "") === address ? "" : ` (${address})`;
  return {
    code: "private_address",
    reason: `${host} is in a private network${where}, where a public page may not lead`,
    hint: "write allow_private: true for the provider if that is meant",
  };
}

/** Whether the connection broke rather than the server answering: worth one try on a fresh one. */
export function isReset(error: unknown): boolean {
  return RESET.has(networkError(error).code);
}

/** Whether this program, or the machine, may open no more files. */
export function isOutOfFiles(error: unknown): boolean {
  const { code } = networkError(error);
  return code === "EMFILE" || code === "ENFILE";
}

function isTlsCode(code: string): boolean {
  return /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH)/.test(code);
}

function networkError(error: unknown): { code: string; message: string; syscall?: string } {
  // Several addresses tried for one name: the reasons are alike, the first will do.
  const one = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  if (!(one instanceof Error)) return { code: "", message: String(one) };
  // undici's parser has a code for most, not all, of what it cannot parse.
  const unnamed = one.name === "HTTPParserError" ? "HPE_" : "";
  const code = "code" in one && typeof one.code === "string" ? one.code : unnamed;
  const syscall = "syscall" in one && typeof one.syscall === "string" ? one.syscall : undefined;
  return { code, message: one.message, ...(syscall !== undefined && { syscall }) };
}
