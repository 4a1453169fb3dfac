import { refersToEnvironment } from "./environment.ts";
import type { Finding } from "./problems.ts";
import { entriesOf } from "./records.ts";
import { type Path, type Source, valueAt, valueOffset } from "./source.ts";

/** Secrets of the gateway and of providers that are written out, where whoever reads the file or its copies can read them. */
export function literalSecrets(source: Source): Finding[] {
  const signing = entriesOf(source.data, "providers").flatMap((_, index) => {
    const path = ["providers", index, "webhook", "signing_secret"];
    const value = valueAt(source, path);
    const paths = Array.isArray(value) ? value.map((_one, at) => [...path, at]) : [path];
    return paths.flatMap((one) => literalSecret(source, one, "signing_secret"));
  });
  return [...literalSecret(source, ["gateway", "token"], "gateway_token"), ...signing];
}

/** Complains of a secret that is not taken from the environment; `name` is one that a variable could have. */
export function literalSecret(source: Source, path: Path, name: string): Finding[] {
  const raw = valueAt(source, path);
  if (typeof raw !== "string" || refersToEnvironment(raw)) return [];
  const key = path.findLast((part) => typeof part === "string");
  const reference = `\${${name.toUpperCase().replace(/[^A-Z0-9_]/g, "_")}}`;
  const message = `${key} is as good as a password: take it from the environment, ${reference}`;
  return [{ offset: valueOffset(source, path), message }];
}
