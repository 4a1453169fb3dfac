import { present } from "../../present.ts";
import type { Incident, IncidentStatus } from "../../types.ts";
import { htmlToText } from "../wire/html.ts";
import { wordIn } from "../wire/words.ts";
import { incidentCode } from "./incident-code.ts";
import { singleUpdateIncident } from "./single-update.ts";
import type { Dialect, FeedEntry } from "./types.ts";

/**
 * Google Cloud, and the dashboards of Workspace and others that are built alike: an entry is an update, its id
 * `tag:…:feed:<incident>.<update>`, its title "RESOLVED: …", "UPDATE: …". The products stand at the end of the text.
 * An incident has no stages there: it is open until it is resolved.
 */
export const googlecloud: Dialect = {
  name: "Google Cloud",
  signs: {
    hosts: ["status.cloud.google.com"],
    title: /^Google (?:Cloud|Workspace) .*\b(?:Health|Status)\b/i,
  },
  isKnownByContent: true,
  read: readEntry,
};

const ID = /^tag:[^:]{1,100}:feed:([\w-]+)\.([\w-]+)$/;
const TITLE = /^([A-Z][A-Z ]{2,30}):\s+(.+)$/;
const PRODUCTS = /^Affected products?:[ \t]*(.+)$/im;
const WORDS: Readonly<Record<string, IncidentStatus>> = {
  resolved: "resolved",
  investigating: "investigating",
  identified: "identified",
  monitoring: "monitoring",
};

function readEntry(entry: FeedEntry): Incident | undefined {
  const [, incident, updateId] = ID.exec(entry.id) ?? [];
  const [, word, title] = TITLE.exec(entry.title) ?? [];
  if (!incident || !updateId || !word || !title) return undefined;
  const message = htmlToText(entry.html);
  const products = PRODUCTS.exec(message)?.[1]?.split(/,\s+/) ?? [];
  const { status } = wordIn(WORDS, word);
  return singleUpdateIncident(entry, {
    id: incidentCode(entry.link) ?? incident,
    updateId,
    title,
    word,
    ...(status === "unknown" ? { status: "investigating", rawStatus: word } : { status }),
    message,
    ...present({ startedAtMs: entry.updatedMs }),
    components: products.map((name) => ({ name: name.trim() })),
  });
}
