// The catalogue and what reads it, in one chunk.
import i18next from "i18next";
import { en } from "./en";

export async function open() {
  const instance = i18next.createInstance();
  await instance.init({
    lng: "en",
    resources: { en: { translation: en } },
    // React escapes what it shows; twice would show entities.
    interpolation: { escapeValue: false },
    showSupportNotice: false,
  } as Parameters<typeof instance.init>[0]);
  return {
    translate: instance.t as unknown as (key: string, values?: Record<string, unknown>) => string,
    known: (key: string): boolean => instance.exists(key),
  };
}
