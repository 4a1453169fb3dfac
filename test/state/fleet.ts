import { type Post, StatusPage } from "../cli/page.ts";

const POSTS_PER_INCIDENT = 5;
const START_MS = Date.parse("2026-03-01T10:00:00Z");

/** Pages on loopback that are given one update after the other, and what they have been given. */
export class Fleet implements AsyncDisposable {
  readonly pages: StatusPage[] = [];
  /** Ids of the events that each provider's updates are told by, oldest first. */
  readonly published = new Map<string, string[]>();
  count = 0;
  readonly #random: () => number;

  private constructor(random: () => number) {
    this.#random = random;
  }

  static async start(pages: number, random: () => number): Promise<Fleet> {
    const fleet = new Fleet(random);
    for (let index = 0; index < pages; index++) fleet.pages.push(await StatusPage.start());
    return fleet;
  }

  /** As a configuration has them. */
  get providers(): Record<string, unknown>[] {
    return this.pages.map(({ url }, index) => ({ name: `Page ${index}`, url, format: "statuspage" }));
  }

  publish(): void {
    const index = Math.floor(this.#random() * this.pages.length);
    const page = this.pages[index];
    if (!page) return;
    this.count++;
    const at = new Date(START_MS + this.count * 60_000).toISOString();
    const post: Post = { status: "investigating", text: `This is ${this.count}.`, at };
    const last = page.incidents.at(-1);
    const isFull = !last || last.posts.length === POSTS_PER_INCIDENT;
    const incident = isFull
      ? { id: `incident${String(page.incidents.length).padStart(4, "0")}`, title: `Trouble ${this.count}` }
      : last;
    const posts = isFull ? [post] : [...last.posts, post];
    page.incidents = [...page.incidents.slice(0, isFull ? undefined : -1), { ...incident, posts }];
    const provider = `Page ${index}`;
    const id = `page-${index}/${incident.id}/${incident.id}-${posts.length}`;
    this.published.set(provider, [...(this.published.get(provider) ?? []), id]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const page of this.pages) await page[Symbol.asyncDispose]();
  }
}
