/** The folders of single captures; sequences are replayed elsewhere, and webhooks are not read from pages. */
export const FOLDERS = [
  "apple",
  "aws",
  "azure",
  "betterstack",
  "cachet",
  "google",
  "heroku",
  "incidentio",
  "instatus",
  "other-json",
  "salesforce",
  "slack",
  "statusio",
  "statuspage-atom",
  "statuspage-json",
  "statuspage-rss",
] as const;

/** What detection is to find a capture to be: the first row whose pattern fits. */
const FORMATS: readonly (readonly [RegExp, string])[] = [
  [/\.atom$/, "atom"],
  [/^azure\/azure__/, "azure"],
  [/\.rss$/, "rss"],
  [/^apple\//, "apple"],
  [/^aws\//, "aws"],
  [/^azure\/azuredevops/, "azuredevops"],
  [/^betterstack\//, "betterstack"],
  [/^cachet\//, "cachet"],
  [/^google\//, "googlecloud"],
  [/^heroku\//, "heroku"],
  [/^incidentio\//, "incidentio"],
  [/^instatus\//, "instatus"],
  [/infomaniak__/, "infomaniak"],
  [/pagerduty__/, "pagerduty"],
  [/rootly__/, "rootly"],
  [/_statuspal/, "statuspal"],
  [/uptimerobot__/, "uptimerobot"],
  [/^salesforce\//, "salesforce"],
  [/^slack\//, "slack"],
  [/^statusio\//, "statusio"],
  [/^statuspage-json\//, "statuspage"],
];

export function FORMAT_OF(file: string): string | undefined {
  return FORMATS.find(([pattern]) => pattern.test(file))?.[1];
}

/** Captures that are no page's answer, or not one that can be read alone, and why. */
const DATOCMS =
  "a file of the repository that a page is built from: one incident without id or address, and no page answers with it";

export const UNREADABLE: Readonly<Record<string, string>> = {
  "incidentio/incidentio__docs-status-page-incident-v2.json":
    "an object of incident.io's own API, which asks for its customer's key: no page answers with it",
  "aws/aws__currentevents-empty.json": "an empty list: only its address tells whose it is",
  "aws/aws__feed-2025.rss": "an empty feed: it can be read, but there is nothing in it to be held to",
  "betterstack/buildjet__page-good.html":
    "a drawn page: it is known by its marks, and what it shows lies in the index.json beside it",
  "google/googlecloud__dashboard-page.html":
    "a page drawn by a program: what it shows lies in the incidents.json beside it",
  "apple/apple__developer-one-resolved-issue.json":
    "written anew by an app in seconds since 2001: it can be read, but none of its times are times",
  "other-json/azure__feedparser-dump-031157-Impact-to-Azure-Virtual-Machines-in-multiple-regions.txt":
    "what another program printed of a feed's entry",
  "other-json/googlecloud__feedparser-dump-191316-RESOLVED-Multiple-GCP-products-are-experiencing-Service-issu.txt":
    "what another program printed of a feed's entry",
  "other-json/lwindolf__cloud-outages-feed.atom":
    "a diary of outages: it can be read, but no entry has a word of status to be held to",
  "other-json/statusiq__statusiq-not-a-feed.txt":
    "four letters: the tool it comes from tests with it that it refuses them",
  "other-json/datocms__2019-01-17-low-level-of-5xx-errors-from-content-management-a.json": DATOCMS,
  "other-json/datocms__2019-05-20-request-timeout.json": DATOCMS,
  "other-json/datocms__2020-01-07-network-maintenance-in-data-center.json": DATOCMS,
  "other-json/datocms__2020-05-12-slow-response-times-in-apis.json": DATOCMS,
  "other-json/datocms__2021-08-23-vercel-build-notifications-not-working.json": DATOCMS,
  "other-json/datocms__2022-05-02-scheduled-maintenance-on-billing-infrastructure.json": DATOCMS,
  "other-json/datocms__2022-06-03-stale-graphql-responses-from-cda.json": DATOCMS,
  "other-json/datocms__2023-02-08-problems-with-projects-usage-statistics.json": DATOCMS,
  "other-json/datocms__2024-09-20-scheduled-database-maintenance-downtime-required.json": DATOCMS,
  "other-json/datocms__2024-10-08-high-response-times-on-cma-and-cda-admin-interfac.json": DATOCMS,
  "other-json/datocms__2025-02-03-login-page-not-working-causing-browser-stalling.json": DATOCMS,
  "other-json/datocms__2026-01-13-issues-uploading-new-assets.json": DATOCMS,
};
