import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A fresh certificate that nobody trusts; needs openssl. */
export function selfSigned() {
  const folder = mkdtempSync(join(tmpdir(), "status-watch-bench-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const name = ["-subj", "/CN=status-watch bench", "-days", "2"];
  try {
    const command = ["req", "-x509", ...curve, ...name, "-keyout", key, "-out", cert];
    execFileSync("openssl", command, { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An address more than a certificate could name: the daemon that is measured takes any. */
export const ANY_CERTIFICATE = { NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" };
