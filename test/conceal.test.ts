import { describe, expect, it } from "vitest";
import { conceal, concealSnapshot } from "../src/secrets.ts";
import { feed, incident } from "./helpers/snapshot.ts";

const A = { value: "it's|\"s3cret", reference: "<A>" };
const B = { value: "it's|\"s3cret-and-more", reference: "<B>" };
const HOST = { value: "Acme-Private", reference: "<HOST>" };

describe("What the environment gave is concealed", () => {
  it.each([
    ["as it is", `key ${A.value}`, "key <A>"],
    ["of two that begin alike the longer", `key ${B.value}`, "key <B>"],
    [
      "in the path of an address",
      new URL(`https://x.example/${A.value}/feed`).href,
      "https://x.example/<A>/feed",
    ],
    ["in its query", new URL(`https://x.example/?k=${A.value}`).href, "https://x.example/?k=<A>"],
    ["as a component of one", `?k=${encodeURIComponent(A.value)}`, "?k=<A>"],
    ["in JSON", JSON.stringify({ key: A.value }), '{"key":"<A>"}'],
    ["in a host's name", new URL(`https://${HOST.value}.example/x`).href, "https://<HOST>.example/x"],
  ])("%s", (_, text, expected) => {
    expect(conceal(text, { secrets: [A, B, HOST] })).toBe(expected);
  });

  it("but for what is too short to be a secret, and stands in many a word", () => {
    const secrets = [{ value: "1", reference: "<LEVEL>" }];
    expect(conceal("http://127.0.0.1:8911", { secrets })).toBe("http://127.0.0.1:8911");
  });

  it("in all that a page says", () => {
    const url = `https://x.example/${A.value}/1`;
    const snapshot = { ...feed(incident("a", { url, title: `See ${A.value}` })), asBefore: [A.value] };
    const concealed = concealSnapshot(snapshot, { secrets: [A] });
    expect(JSON.stringify(concealed)).not.toContain("s3cret");
    expect(concealed.incidents).toMatchObject([
      { id: "a", url: "https://x.example/<A>/1", title: "See <A>" },
    ]);
    expect(concealed.asBefore).toEqual(["<A>"]);
    expect(concealSnapshot(snapshot, {})).toBe(snapshot);
  });
});
