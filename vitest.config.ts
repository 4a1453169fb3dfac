import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    // The files share nothing, and isolation would cost more than the tests.
    isolate: false,
    // Most of the time goes by waiting for servers and child processes.
    maxWorkers: 3,
  },
});
