import { answering } from "./answers.ts";
import { describeFaults } from "./harness.ts";

const HTML = { "content-type": "text/html" };

describeFaults([
  { name: "answers 401", broken: answering(401), says: /answered 401/, advises: /; .*`headers:`/ },
  {
    name: "answers 403",
    broken: answering(403, HTML, "<h1>Denied</h1>"),
    says: /answered 403/,
    advises: /; .*refuses automated readers/,
  },
  {
    name: "answers 404",
    broken: answering(404, HTML, "<h1>Not found</h1>"),
    says: /answered 404/,
    advises: /; check the address/,
  },
  { name: "answers 410", broken: answering(410), says: /answered 410/, advises: /; .*closed down/ },
  { name: "answers 500", broken: answering(500, HTML, "<h1>Oops</h1>"), says: /answered 500/ },
  { name: "answers 503", broken: answering(503), says: /answered 503/ },
  { name: "answers 204", broken: answering(204), says: /answered 204/ },
  { name: "answers 429", broken: answering(429), says: /answered 429/ },
  {
    name: "answers 429 with a Retry-After of no time",
    broken: answering(429, { "retry-after": "0" }),
    says: /answered 429/,
  },
  {
    name: "answers 503 with a Retry-After of no time",
    broken: answering(503, { "retry-after": "0" }),
    says: /answered 503/,
  },
  {
    name: "answers 429 with a Retry-After that has passed",
    broken: answering(429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }),
    says: /answered 429/,
  },
  {
    name: "answers 429 with a Retry-After that is none",
    broken: answering(429, { "retry-after": "soon" }),
    says: /answered 429/,
  },
]);
