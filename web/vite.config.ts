import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `__NONCE__` and `__ZONE__` are put in by the server, once per answer: the content security policy allows styles and scripts of
// that nonce alone, and one build serves both zones.
export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "#": fileURLToPath(new URL("./src", import.meta.url)) } },
  html: { cspNonce: "__NONCE__" },
  build: {
    target: "es2022",
    cssMinify: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
