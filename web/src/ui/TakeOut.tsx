// A table that tells of no patient, as a file: what the page shows, no more. What tells of candidates leaves by the server's exports alone,
// with a purpose, a justification and two factors.
import { Button } from "@mantine/core";
import { keep } from "#/api/send";
import { t } from "#/i18n";
import { Icon } from "./Icon";

type Cell = string | number | boolean | null | undefined;

/** Comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csv(rows: readonly Record<string, Cell>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cell = (value: Cell) => {
    const text = value === null || value === undefined ? "" : String(value);
    const formula = typeof value === "string" && /^[=+\-@\t\r]/.test(text);
    return formula || /[",\n\r]/.test(text) ? `"${formula ? "'" : ""}${text.replaceAll('"', '""')}"` : text;
  };
  return [names, ...rows.map((row) => names.map((name) => row[name]))].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

export function TakeOut({ name, rows }: { name: string; rows: readonly Record<string, Cell>[] }) {
  if (rows.length === 0) return null;
  return (
    <div className="row" role="group" aria-label={t("export.of_table")}>
      <Button variant="subtle" size="compact-sm" leftSection={<Icon name="download" size={15} />} onClick={() => keep(new Blob([csv(rows)], { type: "text/csv" }), `${name}.csv`)}>
        CSV
      </Button>
      <Button variant="subtle" size="compact-sm" leftSection={<Icon name="download" size={15} />} onClick={() => keep(new Blob([JSON.stringify(rows)], { type: "application/json" }), `${name}.json`)}>
        JSON
      </Button>
    </div>
  );
}
