import type { IncidentKind, IncidentStatus } from "../../types.ts";

/** Of a text that is searched for what it says: enough for any post's first words. */
const LONGEST_TEXT = 4_000;
const INVESTIGATING =
  /^(?:we(?:'re|’re| are) (?:currently |still |now |continuing to |actively )*|currently )?investigat/i;
/** "The issue has been resolved", "We have fully resolved the issue", "… recovered". Each run of words is bounded. */
const OVER: readonly RegExp[] = [
  /\b(?:issues?|incidents?|problems?|outages?|errors|disruptions?|maintenance|this|everything)\b(?: [\w'’-]+){0,8} (?:has|have|is|are|was|were)(?: now| been| fully| completely| successfully){0,3} (?:resolved|completed|fixed|restored)\b/i,
  /\b(?:we|engineers|our team)(?:['’]ve| have| has)?(?: now| fully| completely| successfully){0,3} (?:resolved|fixed|completed) (?:the|this|our|all)\b/i,
];
/** What takes it back: some of it, not yet, or only a hope. */
const HEDGED =
  /\b(?:not|n['’]t|still|yet|some|most|partial(?:ly)?|except|until|unless|once|when|after|if|should|expect(?:ed)?|may|might|will|continu\w+|ongoing|monitoring|investigating|working (?:on|to)|in progress|however|but)\b/i;

/**
 * The status that a post says in so many words, for pages whose feed has no word for it: that it is over only where one
 * sentence says so and nothing in the text takes it back. Unknown is no answer to be ashamed of.
 */
export function plainlySaidStatus(text: string, kind: IncidentKind): IncidentStatus {
  const start = text.slice(0, LONGEST_TEXT);
  if (text.length <= LONGEST_TEXT && OVER.some((pattern) => pattern.test(start)) && !HEDGED.test(start))
    return kind === "maintenance" ? "completed" : "resolved";
  return kind === "incident" && INVESTIGATING.test(start) ? "investigating" : "unknown";
}
