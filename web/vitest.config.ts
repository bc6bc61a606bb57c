import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const alias = { "#": fileURLToPath(new URL("./src", import.meta.url)) };

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [react()],
        resolve: { alias },
        test: { name: "pages", include: ["test/**/*.test.{ts,tsx}"], environment: "happy-dom", setupFiles: ["test/setup.ts"], testTimeout: 15_000 },
      },
      {
        resolve: { alias },
        // A browser on a busy machine may miss a step; twice in a row it is the page.
        test: { name: "browser", retry: 1, include: ["e2e/pages/**/*.test.ts"], environment: "node", testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false },
      },
      {
        resolve: { alias },
        test: { name: "journeys", include: ["e2e/journeys/**/*.test.ts"], environment: "node", testTimeout: 180_000, hookTimeout: 60_000, fileParallelism: false },
      },
    ],
  },
});
