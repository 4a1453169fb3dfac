import { describe, expect, it } from "vitest";
import { add, site } from "./adding.ts";
import { hasInternet, statuspage } from "./internet.ts";

/** A public site that leads into the network of whoever looks at it. */
const LEADING_INSIDE = {
  "www.acme.example": site({
    "/": (_, response) => response.writeHead(302, { location: "https://127.0.0.1/" }).end(),
  }),
  "127.0.0.1": site(statuspage("Inside")),
};

const LINKING_INSIDE = {
  "www.acme.example": site({ "/": '<a href="https://127.0.0.1/status">System Status</a>' }),
  "127.0.0.1": LEADING_INSIDE["127.0.0.1"],
};

describe
  .runIf(hasInternet())
  .concurrent("add-provider, of a public page that leads into a private network", () => {
    it("says so, and what to give if that is meant", async () => {
      const { code, stderr, asked, providers } = await add(["https://www.acme.example/"], LEADING_INSIDE);
      expect(code).toBe(1);
      expect(stderr).toContain(
        "127.0.0.1 is in a private network, where a public page may not lead; give --allow-private if that is meant; nothing was written\n",
      );
      expect(asked.filter((address) => address.startsWith("127."))).toEqual([]);
      expect(providers).toEqual([]);
    });

    it("does not follow its links there", async () => {
      const { code, asked, providers } = await add(["https://www.acme.example/"], LINKING_INSIDE);
      expect(code).toBe(1);
      expect(asked).toContain("www.acme.example/");
      expect(asked.filter((address) => address.startsWith("127."))).toEqual([]);
      expect(providers).toEqual([]);
    });

    it("goes there where it is told to, and writes that down", async () => {
      const args = ["https://www.acme.example/", "--allow-private"];
      const { code, stderr, providers } = await add(args, LEADING_INSIDE);
      expect(stderr).toBe("");
      expect(code).toBe(0);
      expect(providers).toEqual([
        { name: "Inside", url: "https://127.0.0.1", format: "statuspage", allow_private: true },
      ]);
    });
  });
