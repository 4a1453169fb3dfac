import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { startReceiver, Worker } from "./worker.js";

/** As mails are: CRLF, bytes that are no text, and a line that is only a dot. */
const MAIL = Buffer.concat([
  Buffer.from(
    "From: Acme <noreply@statuspage.io>\r\nTo: acme@hooks.example\r\nMessage-ID: <1@statuspage.io>\r\n" +
      "Subject: Acme Incident - Slow\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nIncident resolved\r\n.\r\n",
  ),
  Buffer.from([0xe4, 0x00, 0xff, 0x0d, 0x0a]),
]);

let receiver;

before(async () => {
  receiver = await startReceiver();
});
after(() => receiver.close());
beforeEach(() => {
  Object.assign(receiver, { status: 202, headers: {} });
  receiver.received.length = 0;
});

/** A test of the Worker with these bindings, stopped at its end. */
function withWorker(bindings, test) {
  return async () => {
    const worker = new Worker(typeof bindings === "function" ? bindings() : bindings);
    try {
      await test(worker);
    } finally {
      await worker.stop();
    }
  };
}

const hook = () => ({ HOOK_URL: receiver.url });
const hookAndPerson = () => ({ ...hook(), FORWARD_TO: "ops@example.com" });

describe("a mail", () => {
  it(
    "is posted byte for byte",
    withWorker(hook, async (worker) => {
      assert.equal((await worker.send(MAIL)).status, 200);
      const [got] = receiver.received;
      assert.equal(receiver.received.length, 1);
      assert.deepEqual(
        { method: got.method, url: got.url, contentType: got.contentType },
        { method: "POST", url: "/hooks/acme/s3cr3t-p4th/email", contentType: "message/rfc822" },
      );
      assert.ok(got.body.equals(MAIL));
      assert.deepEqual(worker.forwards(), []);
    }),
  );

  it(
    "is posted and forwarded, in this order, where somebody is to have it too",
    withWorker(hookAndPerson, async (worker) => {
      assert.equal((await worker.send(MAIL)).status, 200);
      assert.equal(receiver.received.length, 1);
      assert.deepEqual(worker.forwards(), ["ops@example.com"]);
    }),
  );

  it(
    "that is as large as may be is posted whole",
    withWorker(hook, async (worker) => {
      const large = Buffer.concat([MAIL, Buffer.alloc(1024 * 1024 - MAIL.length, "x")]);
      assert.equal((await worker.send(large)).status, 200);
      assert.ok(receiver.received[0].body.equals(large));
    }),
  );
});

describe("an error that may pass", () => {
  it(
    "makes the sending server try again, and forwards nothing yet",
    withWorker(hookAndPerson, async (worker) => {
      for (const status of [500, 503, 429, 401, 404]) {
        receiver.status = status;
        const answer = await worker.send(MAIL);
        assert.equal(answer.status, 500, `${status}: ${answer.text}`);
        assert.match(answer.text, new RegExp(`status-watch answered ${status}`));
      }
      assert.deepEqual(worker.forwards(), []);
      receiver.status = 202;
      assert.equal((await worker.send(MAIL)).status, 200);
    }),
  );

  it(
    "is also a redirect, which is not followed",
    withWorker(hook, async (worker) => {
      Object.assign(receiver, { status: 307, headers: { location: receiver.url } });
      assert.equal((await worker.send(MAIL)).status, 500);
      assert.equal(receiver.received.length, 1);
    }),
  );

  it(
    "is that nobody listens; the address is not told",
    withWorker({ HOOK_URL: "http://127.0.0.1:1/hooks/acme/s3cr3t-p4th/email" }, async (worker) => {
      const answer = await worker.send(MAIL);
      assert.equal(answer.status, 500);
      assert.match(answer.text, /status-watch cannot be reached/);
      assert.doesNotMatch(answer.text + worker.log(), /s3cr3t/);
    }),
  );

  it(
    "is that no address is set",
    withWorker({}, async (worker) => {
      const answer = await worker.send(MAIL);
      assert.equal(answer.status, 500);
      assert.match(answer.text, /HOOK_URL is not set/);
    }),
  );
});

describe("what status-watch will never take", () => {
  it(
    "is rejected for good",
    withWorker(hook, async (worker) => {
      for (const status of [413, 415, 422]) {
        receiver.status = status;
        const answer = await worker.send(MAIL);
        assert.equal(answer.status, 400);
        assert.match(answer.text, new RegExp(`answered with ${status}`));
      }
    }),
  );

  it(
    "is not even posted where it is too large",
    withWorker(
      () => ({ ...hook(), MAX_BYTES: String(MAIL.length - 1) }),
      async (worker) => {
        const answer = await worker.send(MAIL);
        assert.equal(answer.status, 400);
        assert.match(answer.text, /too large/);
        assert.equal(receiver.received.length, 0);
      },
    ),
  );

  it(
    "goes to a person where there is one",
    withWorker(
      () => ({ ...hookAndPerson(), MAX_BYTES: String(MAIL.length - 1) }),
      async (worker) => {
        assert.equal((await worker.send(MAIL)).status, 200);
        assert.equal(receiver.received.length, 0);
        assert.deepEqual(worker.forwards(), ["ops@example.com"]);
      },
    ),
  );
});
