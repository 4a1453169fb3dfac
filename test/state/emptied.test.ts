import { describe, expect, it } from "vitest";
import { readEvents } from "../../src/feeds/aws/events.ts";
import { whatIsGone } from "../../src/state/emptied.ts";
import type { Snapshot } from "../../src/types.ts";
import { at, component, feed, incident, Observer, summary, update } from "../helpers/snapshot.ts";

const DAY_MS = 86_400_000;
const NOW = at("23:00");
const past = (id: string) => incident(id, { updates: [update("end", { status: "resolved" })] });

/** What is missing from the last of these, a day apart. */
function goneAfter(...snapshots: readonly [...Snapshot[], Snapshot]): string | undefined {
  const observer = new Observer();
  for (const [day, snapshot] of snapshots.slice(0, -1).entries()) observer.see(snapshot, NOW + day * DAY_MS);
  return whatIsGone(observer.memory, snapshots.at(-1) ?? feed(), NOW + snapshots.length * DAY_MS);
}

describe("a page that lists nothing", () => {
  it("lacks what it listed when it was last read", () => {
    const components = [component("api", "operational"), component("web", "operational")];
    expect(goneAfter({ ...summary(), components }, { ...summary(), components: [] })).toBe("2 components");
    expect(
      goneAfter({ ...summary(), components: components.slice(1) }, { ...summary(), components: [] }),
    ).toBe("1 component");
    expect(goneAfter(feed(past("a"), past("b"), past("c")), feed())).toBe("3 incidents");
    expect(
      goneAfter({ ...feed(past("a"), past("b"), past("c")), components }, { ...feed(), components: [] }),
    ).toBe("2 components and 3 incidents");
  });

  it("lacks nothing where what it once listed has left one by one", () => {
    expect(
      goneAfter(feed(past("a")), feed(past("b")), feed(past("c")), feed(past("d")), feed()),
    ).toBeUndefined();
    const [api, web] = [component("api", "operational"), component("web", "operational")];
    const views = [[api, web], [web], []].map((components) => ({ ...summary(), components }));
    expect(goneAfter(...views, { ...summary(), components: [] })).toBeUndefined();
  });

  it("lacks nothing where it does not list what is over, nor any components", () => {
    expect(goneAfter(feed(past("a"), past("b"), past("c")), summary())).toBeUndefined();
    expect(
      goneAfter({ ...summary(), components: [component("api", "operational")] }, summary()),
    ).toBeUndefined();
  });

  it("lacks nothing where that is how a vendor says that all is well, as AWS does", () => {
    const seconds = NOW / 1000;
    const event = (index: number) => ({
      date: String(seconds),
      arn: `arn:aws:health:us-east-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/event${index}`,
      ...{ service: "ec2-us-east-1", service_name: "EC2", summary: "Increased errors", status: "2" },
      event_log: [{ summary: "Increased errors", message: "We see it.", status: 2, timestamp: seconds }],
    });
    expect(goneAfter(readEvents([event(1), event(2), event(3)]), readEvents([]))).toBeUndefined();
  });
});
