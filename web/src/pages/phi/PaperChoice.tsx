// A choice about research that a patient made on paper: by the record number that stands on it.
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import { say } from "#/app/toasts";
import { number, t } from "#/i18n";
import { Card } from "#/ui/Page";
import { Failed } from "#/ui/States";

export function PaperChoice() {
  const [mrn, setMrn] = useState("");
  const [research, setResearch] = useState<"refused" | "permitted">("refused");
  const intent = useRef(crypto.randomUUID());
  const keep = useMutation({
    mutationFn: () => calls.paperChoice({ mrn: mrn.trim(), research }, intent.current),
    onSuccess: ({ research: kept, withdrawn }) => {
      setMrn("");
      say({ text: kept === "refused" ? t("choice.kept_refused", { n: number(withdrawn) }) : t("choice.kept_permitted"), tone: "good" });
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  return (
    <Card title={t("choice.paper")} id="paper">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!keep.isPending) keep.mutate();
        }}
      >
        <p className="hint">{t("choice.lead")}</p>
        <TextInput label={t("choice.mrn")} autoComplete="off" maxLength={64} value={mrn} onChange={(event) => setMrn(event.currentTarget.value)} />
        <SegmentedControl
          aria-label={t("choice.title")}
          value={research}
          onChange={(value) => setResearch(value as "refused" | "permitted")}
          data={[
            { value: "refused", label: t("choice.refused") },
            { value: "permitted", label: t("choice.permitted") },
          ]}
        />
        {keep.error ? <Failed error={keep.error} /> : null}
        <div>
          <Button type="submit" variant="default" loading={keep.isPending} disabled={mrn.trim() === ""}>
            {t("choice.keep")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
