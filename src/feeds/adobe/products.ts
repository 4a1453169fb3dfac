import { present } from "../../present.ts";
import type { ComponentRef } from "../../types.ts";
import { asEpochMs, asId, asRecord, asRecords, asString, type WireRecord } from "../wire/values.ts";

export interface Product extends ComponentRef {
  readonly id: string;
  readonly startMs?: number;
  readonly endMs?: number;
  /** Oldest first. */
  readonly posts: readonly Post[];
}

/** A post about one product; the same is posted for each product concerned. */
export interface Post {
  /** Its second, by which it is kept. */
  readonly key: string;
  readonly record: WireRecord;
  readonly word?: string;
}

export function readProducts(event: WireRecord): Product[] {
  return asRecords(Object.values(asRecord(event["products"]) ?? {})).flatMap((product) => {
    const id = asId(product["id"]);
    if (!id) return [];
    const posts = Object.entries(asRecord(product["history"]) ?? {}).flatMap(([key, value]) => {
      const record = asRecord(value);
      const word = asString(record?.["status"]) ?? asString(record?.["csoStatus"]);
      return record ? [{ key, record, ...present({ word }) }] : [];
    });
    return {
      id,
      name: asString(product["name"]) ?? id,
      ...present({
        startMs: asEpochMs(product["startedOn"], "s"),
        endMs: asEpochMs(product["endedOn"], "s"),
      }),
      posts: posts.sort(byTime),
    };
  });
}

/** The newest post of each product, the newest of them last. */
export function lastPosts(products: readonly Product[]): Post[] {
  return products.flatMap(({ posts }) => posts.slice(-1)).sort(byTime);
}

export function timeOf({ key }: Post): number {
  return asEpochMs(key, "s") ?? 0;
}

function byTime(a: Post, b: Post): number {
  return timeOf(a) - timeOf(b);
}

export function refOf({ id, name }: Product): ComponentRef {
  return { id, name };
}
