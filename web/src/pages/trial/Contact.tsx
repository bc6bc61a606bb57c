// The only way towards the person behind a study id: a request to the other side, under the institution's own protocol.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Bin } from "#/api/types";
import { say } from "#/app/toasts";
import { showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card } from "#/ui/Page";
import { Failed } from "#/ui/States";
import { Dialog } from "#/ui/Dialog";

const REASONS = ["eligible", "ask-patient", "other"] as const;

export function Contact({ nct, study, sent, irb, bin }: { nct: string; study: string; sent: { state: string; at: number }[]; irb: string | null; bin: Bin }) {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  // The register's number may come after the candidate does, so it is not copied until somebody types.
  const [typed, setTyped] = useState<string | null>(null);
  const protocol = typed ?? irb ?? "";
  const [reason, setReason] = useState<string>(REASONS[0]);
  const intent = useRef(crypto.randomUUID());
  const ask = useMutation({
    mutationFn: () => calls.requestContact(nct, study, { reason_code: reason, protocol: protocol.trim() }, intent.current),
    onSuccess: async () => {
      setOpen(false);
      intent.current = crypto.randomUUID();
      say({ text: t("contact.sent"), tone: "good" });
      await client.invalidateQueries({ queryKey: ["candidate", nct, study] });
      await client.invalidateQueries({ queryKey: ["contacts"] });
    },
  });
  const last = sent.at(-1);
  const ready = bin === "screened" || bin === "referred";
  return (
    <Card title={t("contact.title")} id="contact">
      {last ? (
        <p className="row">
          <span className="chip plain">{word("contact_state", last.state)}</span>
          <span className="hint">{showTime(last.at)}</span>
        </p>
      ) : (
        <>
          <p className="hint">{ready ? t("contact.why") : t("contact.first_screen")}</p>
          <Button variant="default" disabled={!ready} onClick={() => setOpen(true)} leftSection={<Icon name="send" size={16} />}>
            {t("contact.ask")}
          </Button>
        </>
      )}
      <Dialog opened={open} onClose={() => setOpen(false)} title={t("contact.ask_for", { study })}>
        <div className="stack">
          <p className="hint">{t("contact.what_happens")}</p>
          <TextInput label={t("contact.protocol")} value={protocol} maxLength={64} onChange={(event) => setTyped(event.currentTarget.value)} data-autofocus />
          <NativeSelect label={t("decide.reason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} data={REASONS.map((value) => ({ value, label: word("reason", value) }))} />
          {ask.error ? <Failed error={ask.error} /> : null}
          <Button loading={ask.isPending} disabled={protocol.trim() === ""} onClick={() => ask.mutate()}>
            {t("contact.submit")}
          </Button>
        </div>
      </Dialog>
    </Card>
  );
}
