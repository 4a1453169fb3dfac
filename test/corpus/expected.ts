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
  [/pagerduty__/, "pagerduty"],
  [/rootly__/, "rootly"],
  [/statuspal__/, "statuspal"],
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
export const UNREADABLE: Readonly<Record<string, string>> = {
  "other-json/statusiq__statusiq-not-a-feed.txt":
    "four letters: the tool it comes from tests with it that it refuses them",
};
