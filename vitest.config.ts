import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // For what hangs. A busy machine, or one whose memory is slow, is no reason to fail.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // The files share nothing, and isolation would cost more than the tests.
    isolate: false,
    // Most of the time goes by waiting for servers and child processes.
    maxWorkers: 3,
  },
});
