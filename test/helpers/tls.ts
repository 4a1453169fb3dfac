import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, vi } from "vitest";

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A fresh certificate that nobody trusts, for 127.0.0.1 or these hosts; undefined where there is no openssl to make one. */
export function selfSigned(hosts: readonly string[] = []): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "status-watch-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const names = ["IP:127.0.0.1", ...hosts.map((host) => `DNS:${host}`)].join();
  const name = ["-subj", "/CN=127.0.0.1", "-addext", `subjectAltName=${names}`, "-days", "2"];
  try {
    execFileSync("openssl", ["req", "-x509", ...curve, ...name, "-keyout", key, "-out", cert], {
      stdio: "ignore",
    });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** For the tests of the `describe` in which it is called: certificates are taken as they are. */
export function takesAnyCertificate(): void {
  beforeAll(() => {
    vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", "0");
    // Node's warning about it, which is not about the program.
    vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });
}
