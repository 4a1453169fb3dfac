import { describe, expect, it } from "vitest";
import { embeddedJson, scriptText } from "../../src/feeds/wire/embedded.ts";
import { createDocument } from "../../src/http/document.ts";
import { growth, MOST_GROWTH } from "../helpers/processor.ts";

function page(html: string) {
  return createDocument(
    new URL("https://status.example.com/"),
    { "content-type": "text/html" },
    Buffer.from(html),
  );
}

describe("data in a script of a page", () => {
  it("is what stands in the script of that id, as it stands there", () => {
    const html = `<!-- id="data" --><p id="data">no</p><script>var id = "data";</script>
      <script id='data' type="application/json">{"a":"&lt;b> & <c>"}</script><script id="data">2</script>`;
    expect(scriptText(page(html), "data")).toBe('{"a":"&lt;b> & <c>"}');
    expect(embeddedJson(page(html), "data")).toEqual({ a: "&lt;b> & <c>" });
  });

  it("is nothing where there is no such script", () => {
    expect(scriptText(page("<p>data</p><script id='other'>1</script>"), "data")).toBeUndefined();
    expect(embeddedJson(page("{}"), "data")).toBeUndefined();
  });

  it("is refused where it is broken", () => {
    expect(() => embeddedJson(page("<script id='data'>{</script>"), "data")).toThrow(
      expect.objectContaining({ code: "malformed" }),
    );
  });

  it("is not sought for ever", () => {
    const seek = (depth: number) => {
      const deep = `"data"${"<a>".repeat(depth)}<script id="data">1</script>`;
      expect(scriptText(page(deep), "data")).toBeUndefined();
    };
    expect(growth(20_000, seek)).toBeLessThan(MOST_GROWTH);
  });
});
