// All words that people read come from one catalogue. It is a chunk of its own, so another language costs nothing until it is used.
import type { Catalogue } from "./en";

type Leaves<T, Before extends string = ""> = {
  [K in keyof T & string]: T[K] extends string ? `${Before}${K}` : Leaves<T[K], `${Before}${K}.`>;
}[keyof T & string];
type Plural<K> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K;
/** The place of a word in the catalogue; a counted word goes without its `_one` and `_other`. */
export type Key = Plural<Leaves<Catalogue>>;

type Translate = (key: string, values?: Record<string, unknown>) => string;
let translate: Translate = (key) => key;
let known: (key: string) => boolean = () => false;

export async function loadWords(): Promise<void> {
  ({ translate, known } = await (await import("./words")).open());
}

export const t = (key: Key, values?: Record<string, unknown>): string => translate(key, values);

/** A word of the catalogue whose key is made from data; the data itself where the catalogue has none. */
export function word(group: string, key: string | null | undefined): string {
  if (!key) return "";
  // Registers write the same code as "NOT_YET_RECRUITING", "Not yet recruiting" and "not-yet-recruiting".
  const plain = key.replaceAll(/[^A-Za-z0-9]+/g, "_");
  const found = [plain, plain.toUpperCase(), plain.toUpperCase().replaceAll("_", "")].find((name) => known(`${group}.${name}`));
  return found ? translate(`${group}.${found}`) : key.replaceAll(/[-_]/g, " ");
}

const whole = new Intl.NumberFormat("en-US");
export const number = (value: number): string => whole.format(value);

/** A count, or "<11" where the server keeps it back. */
export const count = (value: number | null | undefined): string => (value === null || value === undefined ? "<11" : whole.format(value));
/** A count of a release, or a word where it is kept back: it may be small, or give a small one away. */
export const released = (value: number | null): string => (value === null ? t("funnel.kept") : whole.format(value));

const dateTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const date = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium" });
export const showTime = (ms: number): string => dateTime.format(ms);
export const showDate = (ms: number): string => date.format(ms);

const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
/** How long ago, in the unit that a person would say. */
export function ago(ms: number, now = Date.now()): string {
  const seconds = Math.round((ms - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 60) return relative.format(seconds, "second");
  if (size < 3600) return relative.format(Math.round(seconds / 60), "minute");
  if (size < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
  return relative.format(Math.round(seconds / 86_400), "day");
}
