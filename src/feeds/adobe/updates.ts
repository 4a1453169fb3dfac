import { present } from "../../present.ts";
import type { ComponentRef, IncidentKind, IncidentUpdate } from "../../types.ts";
import { inOrder } from "../wire/order.ts";
import { lastPosts, type Post, type Product, refOf, timeOf } from "./products.ts";
import { hasClosed, type StatusWord, statusIn } from "./words.ts";

/**
 * Posts of all products, each once. That it is over for one product is no end while it goes on for another: only the
 * last post of an event that `isOver` closes it.
 */
export function readUpdates(
  products: readonly Product[],
  kind: IncidentKind,
  isOver: boolean,
  textOf: (token: unknown) => string,
): IncidentUpdate[] {
  const updates: IncidentUpdate[] = [];
  const componentsOf = new Map<string, ComponentRef[]>();
  const ids = new Set<string>();
  const last = lastPosts(products).at(-1);
  for (const product of products) {
    for (const post of product.posts) {
      const message = textOf(post.record["messageToken"]);
      const key = `${post.key} ${post.word} ${message}`;
      const known = componentsOf.get(key);
      if (known) {
        known.push(refOf(product));
        continue;
      }
      const components = [refOf(product)];
      componentsOf.set(key, components);
      const id = ids.has(post.key) ? `${post.key}/${product.id}` : post.key;
      ids.add(id);
      const word = isOver && post.key === last?.key ? statusIn(kind, post.word) : openStatus(kind, post);
      const times = present({ postedAtMs: timeOf(post) || undefined });
      updates.push({ id, idFrom: "page", ...word, message, components, ...times });
    }
  }
  return inOrder(updates);
}

function openStatus(kind: IncidentKind, post: Post): StatusWord {
  if (!hasClosed(kind, post)) return statusIn(kind, post.word);
  const status = kind === "maintenance" ? "in_progress" : "investigating";
  return { status, ...present({ rawStatus: post.word }) };
}
