import { cleanup, configure } from "@testing-library/react";
import { afterEach, beforeAll } from "vitest";
import { loadWords } from "#/i18n";

configure({ asyncUtilTimeout: 6000 });
process.env["DEBUG_PRINT_LIMIT"] = "0";
beforeAll(loadWords);
afterEach(() => cleanup());

// What the test's browser lacks and the library asks for.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
window.matchMedia ??= ((media: string) => ({
  matches: true,
  media,
  onchange: null,
  addEventListener() {},
  removeEventListener() {},
  addListener() {},
  removeListener() {},
  dispatchEvent: () => false,
})) as unknown as typeof window.matchMedia;
