import { describe, expect, it } from "vitest";
import { conceal, concealWords } from "../src/secrets.ts";

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

  it("in what is told of an incident, where it is a token", () => {
    const told = {
      ...{ id: `acme/https://x.example/${A.value}/1`, kind: "incident", components: [A.value] },
      ...{ title: `See ${A.value}`, url: `https://x.example/${A.value}/1` },
    };
    expect(concealWords(told, { url: "https://x.example/<A>", secrets: [A] })).toEqual({
      ...{ id: "acme/https://x.example/<A>/1", kind: "incident", components: [A.value] },
      ...{ title: "See <A>", url: "https://x.example/<A>/1" },
    });
    expect(concealWords(told, { url: "https://x.example" })).toBe(told);
  });

  it.each([
    ["a short name", "acme", "https://x.example/acme/"],
    ["the host, or a part of it", "acme-cloud", "https://acme-cloud.instatus.com/"],
    ["a whole address", "https://status.acme.example/", "https://status.acme.example/"],
  ])("and not where it is %s, which a page says itself", (_, value, url) => {
    const told = { title: `Trouble at ${value}`, url: `${url}incidents/1` };
    expect(concealWords(told, { url, secrets: [{ value, reference: "<A>" }] })).toEqual(told);
  });
});
