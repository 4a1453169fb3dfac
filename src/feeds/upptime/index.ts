import type { Document } from "../../http/document.ts";
import { accepts, readDocument } from "../reading/document.ts";
import { readByDoorbell } from "../reading/doorbell.ts";
import { readLocated } from "../reading/located.ts";
import type { DocumentReader, FeedFormat, Reading } from "../types.ts";
import { hasComments, parseIssues, parseSites } from "./parse.ts";
import { type Repository, repositoryIn, repositoryOf } from "./repository.ts";

/**
 * A GitHub repository whose issues tell of incidents: Upptime's, which keeps the state of its sites beside them, or
 * anyone's. GitHub answers sixty requests an hour to one address; more to a token, which can be given as a header with
 * the issues' own address, `https://api.github.com/repos/<owner>/<repository>/issues`. That may have a query.
 */
export const upptime: FeedFormat = {
  label: "an Upptime page, or a GitHub repository's issues",
  proof: "unproven",
  matches: (url) => repositoryOf(url) !== undefined,
  probes(page) {
    const repository = repositoryOf(page);
    return repository ? [issuesOf(repository)] : [];
  },
  watchesPage: true,
  recognises: isTheirs,
  marks: (page) => repositoryIn(page) !== undefined,
  read(documents) {
    const { url } = documents;
    const repository = repositoryOf(url);
    const isApi = url.hostname === "api.github.com" && url.search !== "";
    if (repository) return readRepository(documents, repository, isApi ? url : issuesOf(repository));
    const locate = (page: Document) => {
      if (isTheirs(page)) return url;
      const found = repositoryIn(page);
      return found && issuesOf(found);
    };
    return readLocated(documents, url, locate, (found) => {
      const behind = repositoryOf(found);
      if (behind) return readRepository(documents, behind, found);
      return readDocument(documents, found, (document) => parseEither(document, documents.nowMs));
    });
  },
};

/** Newest first by their last change: enough for what is open and what has just ended. */
function issuesOf({ owner, name }: Repository): URL {
  const query = "state=all&sort=updated&direction=desc&per_page=50";
  return new URL(`https://api.github.com/repos/${owner}/${name}/issues?${query}`);
}

const HAS_SITES = "sites";

/** A site that goes down or comes back gives rise to an issue, or to a change of one: the issues are watched. */
function readRepository(documents: DocumentReader, repository: Repository, issues: URL): Promise<Reading> {
  const { owner, name } = repository;
  const comments = new URL(issues);
  comments.pathname = `/repos/${owner}/${name}/issues/comments`;
  comments.search = "sort=updated&direction=desc&per_page=100";
  return readByDoorbell(documents, {
    bell: issues,
    rest: [new URL(`https://raw.githubusercontent.com/${owner}/${name}/HEAD/history/summary.json`)],
    details: (document) => (hasComments(document) ? [comments] : []),
    parse(document, [sites], [comments]) {
      const isUpptime = documents.found.has(HAS_SITES);
      const beside = { repository, sites, comments, isUpptime, nowMs: documents.nowMs };
      const snapshot = parseIssues(document, beside);
      // Once seen it counts, though the file may not be to be had at times: without it other issues would count too.
      if (snapshot.components) documents.found.set(HAS_SITES, "yes");
      return snapshot;
    },
  });
}

function isTheirs(document: Document): boolean {
  return accepts((one) => parseEither(one, 0), document);
}

/** Either of the two documents, without the other. */
function parseEither(document: Document, nowMs: number) {
  return parseSites(document) ?? parseIssues(document, { nowMs });
}
