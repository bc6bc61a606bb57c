// What a verdict rests on: a value of the record, or the words of a note with the place lit and a denial marked.
import type { Evidence as Item } from "#/api/types";
import { t, word } from "#/i18n";
import { around } from "#/pages/trial/text";
import { Icon } from "./Icon";

export function Evidence({ evidence }: { evidence: Item }) {
  const when = evidence.when ? t("evidence.when", { count: evidence.when.days }) : null;
  const meant = (evidence.assertion ?? "").split(", ").filter((one) => !["", "present", "affirmed"].includes(one));
  const denied = meant.includes("negated");
  return (
    <figure className={denied ? "evidence denied" : "evidence"}>
      <figcaption>
        <Icon name={evidence.kind === "note" ? "log" : "system"} size={15} />
        <span>{t(`evidence.${evidence.kind}`)}</span>
        <strong>{evidence.label ?? t("evidence.place")}</strong>
        {evidence.value ? (
          <span className="value">
            {evidence.value} {evidence.unit}
          </span>
        ) : null}
        {meant.length > 0 ? (
          <span className={denied ? "chip excludes" : "chip plain"}>
            {denied ? <Icon name="cross" size={12} strong /> : null}
            {meant.map((one) => word("assertion", one)).join(", ")}
          </span>
        ) : null}
        {when ? <span className="hint">{when}</span> : null}
      </figcaption>
      {evidence.snippet ? <Snippet text={evidence.snippet} start={evidence.start} end={evidence.end} /> : null}
    </figure>
  );
}

function Snippet({ text, start, end }: { text: string; start: number | null; end: number | null }) {
  if (start === null || end === null) return <blockquote>{text}</blockquote>;
  const [before, lit, after] = around(text, { start, end });
  return (
    <blockquote>
      {before}
      <mark>{lit}</mark>
      {after}
    </blockquote>
  );
}
