// Gives every file of the package the mode it has under the usual umask, so that the same commit is the same tarball.
import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const { files } = JSON.parse(readFileSync(`${root}package.json`, "utf8"));

for (const entry of [...files, "package.json", "README.md", "LICENSE"]) {
  const path = root + entry;
  if (!existsSync(path)) continue;
  const below = statSync(path).isDirectory()
    ? readdirSync(path, { recursive: true }).map((name) => `${path}/${name}`)
    : [path];
  for (const file of below) if (statSync(file).isFile()) chmodSync(file, entry === "bin" ? 0o755 : 0o644);
}
