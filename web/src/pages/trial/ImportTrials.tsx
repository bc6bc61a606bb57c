// Brings trials: one record of ClinicalTrials.gov (v2), pasted or as a file. What is no trial is answered line by line.
import { Alert, Button, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as calls from "#/api/calls";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Failed } from "#/ui/States";
import { Dialog } from "#/ui/Dialog";

/** A longer text is shown by its beginning and can not be changed here; it is sent whole. */
const SHOWN = 200_000;
/** Beyond this the server refuses, so the page says so before it sends. */
const LARGEST = 10 * 1024 * 1024;

export function ImportTrials({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const client = useQueryClient();
  const send = useMutation({
    mutationFn: (body: unknown) => calls.importTrials(body, crypto.randomUUID()),
    onSuccess: () => client.invalidateQueries({ queryKey: ["trials"] }),
  });
  const submit = () => {
    setWrong(null);
    if (text.length > LARGEST) return setWrong(t("import.too_large"));
    try {
      send.mutate(JSON.parse(text));
    } catch {
      setWrong(t("import.no_json"));
    }
    return undefined;
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > LARGEST) return setWrong(t("import.too_large"));
    setWrong(null);
    setText(await file.text());
  };
  const close = () => {
    send.reset();
    setText("");
    setWrong(null);
    onClose();
  };
  return (
    <Dialog opened={opened} onClose={close} size="lg" title={t("trials.import")}>
      {send.data ? (
        <div className="stack" role="status">
          <p>
            <strong>{t("import.done", { accepted: send.data.accepted, new: send.data.new, changed: send.data.changed })}</strong>
          </p>
          {send.data.quarantined > 0 ? <p>{t("import.quarantined", { count: send.data.quarantined })}</p> : null}
          {send.data.to_look_at.map((trial) => (
            <p key={trial.nct_id}>
              {t("import.look_at", { nct: trial.nct_id, criteria: trial.criteria.map((criterion) => criterion + 1).join(", ") })}
            </p>
          ))}
          <ul className="stack tight">
            {send.data.issues.map((issue) => (
              <li key={`${issue.line}-${issue.code}`}>
                {t("import.line", { line: issue.line })}: <code>{issue.path}</code> <code>{issue.code}</code>
              </li>
            ))}
          </ul>
          <Button onClick={close}>{t("action.close")}</Button>
        </div>
      ) : (
        <div className="stack">
          <p className="hint">{t("import.how")}</p>
          <input type="file" accept=".json,application/json" aria-label={t("import.file")} onChange={(event) => void take(event.currentTarget.files?.[0])} />
          <Textarea label={t("import.paste")} rows={10} readOnly={text.length > SHOWN} value={text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text} onChange={(event) => setText(event.currentTarget.value)} />
          {wrong ? (
            <Alert color="red" variant="light" role="alert" icon={<Icon name="alert" />}>
              {wrong}
            </Alert>
          ) : null}
          {send.error ? <Failed error={send.error} /> : null}
          <Button onClick={submit} loading={send.isPending} disabled={text.trim() === ""}>
            {t("import.submit")}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
