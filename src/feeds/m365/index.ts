import type { Document } from "../../http/document.ts";
import type { Snapshot } from "../../types.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { readTogether } from "../reading/together.ts";
import type { FeedFormat } from "../types.ts";
import { isOnHost } from "../wire/address.ts";
import { parseJson, refuseContent } from "../wire/json.ts";
import { asRecords } from "../wire/values.ts";
import { isPost, readPosts } from "./posts.ts";

const PAGE = new URL("https://status.cloud.microsoft/");
/** Of the documents there are, those on Microsoft 365; the other two are on Azure's and Power Platform's portals. */
const CONSUMER = new URL("api/posts/m365Consumer", PAGE);
const ADMIN = new URL("api/posts/mac", PAGE);

/**
 * Microsoft's public status page: a post for each consumer service, and one for each portal in which administrators
 * find the state of what is theirs. It says in a word how each is, and never lists incidents of a tenant's services.
 */
export const m365: FeedFormat = {
  label: "the Microsoft 365 status page",
  proof: "unproven",
  matches: isMicrosoft,
  probes: () => [],
  watchesPage: true,
  recognises: (document) => accepts(parsePosts, document),
  shared,
  read(documents) {
    const url = shared(documents.url);
    if (url.href !== PAGE.href) return readDocument(documents, url, parsePosts);
    return readTogether(documents, [CONSUMER, ADMIN], (consumer, admin) =>
      admin && accepts(parsePosts, admin)
        ? joined(parsePosts(consumer), parsePosts(admin))
        : withoutPortal(parsePosts(consumer)),
    );
  },
};

function isMicrosoft(url: URL): boolean {
  return isOnHost(url, PAGE.hostname);
}

/** The feeds say the same as the posts of the same name, in fewer words. */
function shared(url: URL): URL {
  if (!isMicrosoft(url)) return url;
  const name = /^\/api\/(?:posts|feed)\/(\w{1,50})\/?$/.exec(url.pathname)?.[1];
  return name ? new URL(`api/posts/${name}`, PAGE) : PAGE;
}

function joined(consumer: Snapshot, admin: Snapshot): Snapshot {
  return {
    ...consumer,
    incidents: [...consumer.incidents, ...admin.incidents],
    components: [...(consumer.components ?? []), ...(admin.components ?? [])],
  };
}

/** Of what was not read nothing follows. */
function withoutPortal(consumer: Snapshot): Snapshot {
  return { ...consumer, listsAllOpen: { incident: false, maintenance: false } };
}

/** @throws {FormatError} */
function parsePosts(document: Document): Snapshot {
  const wanted = "a post of the Microsoft 365 status page";
  const value = parseJson(document, wanted);
  const posts = Array.isArray(value) ? value : [value];
  if (posts.length === 0 || !posts.every(isPost)) return refuseContent(document, wanted);
  return {
    page: { name: "Microsoft 365", url: PAGE.href },
    ...readPosts(asRecords(posts), document.url),
    listsAllOpen: { incident: true, maintenance: true },
    listsClosed: false,
  };
}
