import { present } from "../../present.ts";
import type { IncidentUpdate } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { inOrder } from "../wire/order.ts";
import { asId, asRecord, asString, asTime, type WireRecord } from "../wire/values.ts";
import type { State } from "./labels.ts";

const OURS: ReadonlySet<unknown> = new Set(["OWNER", "MEMBER", "COLLABORATOR"]);

/** Whether one of the repository's people wrote it, or a robot of theirs: to the rest anyone may add what he likes. */
export function isOurs(post: WireRecord): boolean {
  return OURS.has(post["author_association"]) || asRecord(post["user"])?.["type"] === "Bot";
}

/** What the issue says, what was written below it, and that it was closed. */
export function readUpdates(
  issue: WireRecord,
  comments: readonly WireRecord[],
  { status, first, then }: State,
): IncidentUpdate[] {
  const path = `/issues/${asId(issue["number"])}`;
  const below = comments.filter(
    (comment) => isOurs(comment) && asString(comment["issue_url"])?.endsWith(path),
  );
  const posts = [issue, ...below].flatMap((post): IncidentUpdate[] => {
    const id = asId(post["id"]);
    if (!id) return [];
    const times = { postedAtMs: asTime(post["created_at"]), updatedAtMs: editedMs(post) };
    const message = htmlToText(asString(post["body"]) ?? "");
    return [{ id, idFrom: "page", status: first, message, ...present(times) }];
  });
  if (then) {
    const { status: now, sinceMs } = then;
    posts.push({ id: now, idFrom: "derived", status: now, message: "", ...present({ postedAtMs: sinceMs }) });
  }
  const closed = asString(issue["closed_at"]);
  if (closed === undefined) return inOrder(posts);
  const end = { ...status, message: "", ...present({ postedAtMs: asTime(closed) }) };
  return inOrder([...posts, { id: `closed ${closed}`, idFrom: "derived", ...end }]);
}

/** Of an issue it is when anything about it was changed, and so says nothing of its text. */
function editedMs(post: WireRecord): number | undefined {
  return "number" in post ? undefined : asTime(post["updated_at"]);
}
