// Taking data out: a purpose, a written justification and two factors. What leaves is in the audit log.
import { Button, NativeSelect, SegmentedControl, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "#/api/calls";
import { say } from "#/app/toasts";
import { t } from "#/i18n";
import { Icon } from "./Icon";
import { Failed } from "./States";
import { Dialog } from "#/ui/Dialog";

type Purpose = "CLINTRCH" | "HRESCH" | "HOPERAT" | "HCOMPL" | "TREAT" | "PATRQT";

/** For what such a file may leave; the first is what it is for most often. */
function purposesOf(what: calls.Exported): readonly Purpose[] {
  if (what.of === "list") {
    if (what.list === "my_patients" || what.list === "contacts") return ["TREAT", "CLINTRCH"];
    return what.list === "disclosures" ? ["PATRQT", "HCOMPL"] : ["HCOMPL"];
  }
  return what.of === "audit" ? ["HCOMPL"] : ["CLINTRCH", "HRESCH"];
}

export function ExportButton({ what }: { what: calls.Exported }) {
  const [open, setOpen] = useState(false);
  const [format, setFormat] = useState<"csv" | "json">("csv");
  const purposes = purposesOf(what);
  const [purpose, setPurpose] = useState<string>(purposes[0] ?? "CLINTRCH");
  const [why, setWhy] = useState("");
  const run = useMutation({
    mutationFn: () => calls.exportFile(what, { format, purpose, justification: why.trim() }),
    onSuccess: () => {
      setOpen(false);
      say({ text: t("export.done"), tone: "good" });
    },
  });
  return (
    <>
      <Button variant="default" leftSection={<Icon name="download" size={16} />} onClick={() => setOpen(true)}>
        {t("export.button")}
      </Button>
      <Dialog opened={open} onClose={() => setOpen(false)} title={t("export.title")}>
        <div className="stack">
          <p className="hint">{what.of === "list" ? t("export.why_phi") : t("export.why")}</p>
          <SegmentedControl aria-label={t("export.format")} value={format} onChange={(value) => setFormat(value as "csv" | "json")} data={[{ value: "csv", label: "CSV" }, { value: "json", label: "JSON" }]} />
          <NativeSelect label={t("export.purpose")} value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} data={purposes.map((value) => ({ value, label: t(`purpose.${value}`) }))} />
          <Textarea label={t("export.justification")} description={t("export.justification_hint")} rows={3} maxLength={500} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
          {run.error ? <Failed error={run.error} /> : null}
          <Button onClick={() => run.mutate()} loading={run.isPending} disabled={why.trim().length < 10}>
            {t("export.submit")}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
