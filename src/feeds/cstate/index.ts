import { accepts } from "../reading/document.ts";
import { readByDoorbell } from "../reading/doorbell.ts";
import type { FeedFormat } from "../types.ts";
import { pageOf } from "../wire/address.ts";
import { parseCstate } from "./parse.ts";

const INDEX = "index.json";
const FEED = "index.xml";

/**
 * cState, a theme for the Hugo site generator. Its index is stamped whenever the site is built, and names what is open;
 * what was written about it, and what is over, stands in the feed.
 */
export const cstate: FeedFormat = {
  label: "a cState page",
  proof: "unproven",
  matches: () => false,
  probes: (page) => [new URL(INDEX, page)],
  watchesPage: true,
  recognises: (document) => accepts((index) => parseCstate(index), document),
  read(documents) {
    const { url } = documents;
    const bell = url.pathname.endsWith(".json") ? url : new URL(INDEX, pageOf(url, FEED));
    return readByDoorbell(documents, {
      bell,
      rest: [new URL(FEED, bell)],
      details: () => [],
      parse: (index, [feed]) => parseCstate(index, feed),
    });
  },
};
