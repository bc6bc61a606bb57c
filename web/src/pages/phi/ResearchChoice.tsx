// What a patient said about research. A refusal takes effect at once and needs no reason.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import * as calls from "#/api/calls";
import { say } from "#/app/toasts";
import { number, t } from "#/i18n";
import { Card } from "#/ui/Page";
import { Failed } from "#/ui/States";

export function ResearchChoice({ patient }: { patient: string }) {
  const client = useQueryClient();
  const intent = useRef(crypto.randomUUID());
  const keep = useMutation({
    mutationFn: (research: "refused" | "permitted") => calls.recordChoice(patient, research, intent.current),
    onSuccess: async ({ research, withdrawn }) => {
      say({ text: research === "refused" ? t("choice.kept_refused", { n: number(withdrawn) }) : t("choice.kept_permitted"), tone: "good" });
      await client.invalidateQueries({ queryKey: ["patient-trials", patient] });
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  return (
    <Card title={t("choice.title")} id="choice">
      <p className="hint">{t("choice.lead")}</p>
      {keep.error ? <Failed error={keep.error} /> : null}
      <div className="row">
        <Button variant="default" loading={keep.isPending && keep.variables === "refused"} disabled={keep.isPending} onClick={() => keep.mutate("refused")}>
          {t("choice.refused")}
        </Button>
        <Button variant="default" loading={keep.isPending && keep.variables === "permitted"} disabled={keep.isPending} onClick={() => keep.mutate("permitted")}>
          {t("choice.permitted")}
        </Button>
      </div>
    </Card>
  );
}
