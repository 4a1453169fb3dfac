import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folder of real captures, where this machine has it; the tests over it are skipped elsewhere, and say so. */
export const corpus = process.env["STATUS_WATCH_CORPUS"];
export const hasCorpus = corpus !== undefined && existsSync(corpus);

export function corpusFiles(folder: string): string[] {
  return hasCorpus ? readdirSync(join(corpus ?? "", folder)).sort() : [];
}

export function readCorpus(...path: string[]): Buffer {
  return readFileSync(join(corpus ?? "", ...path));
}
