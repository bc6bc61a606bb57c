// The way to a patient's accounting of disclosures: by the record number on what the patient wrote, or by handle. Neither a number nor a
// name comes into an address; the number is sent in a body and answered with the handle.
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as calls from "#/api/calls";
import { t } from "#/i18n";
import { Card, Page } from "#/ui/Page";
import { Failed } from "#/ui/States";

export default function Disclosures() {
  const navigate = useNavigate();
  const client = useQueryClient();
  const [handle, setHandle] = useState("");
  const [mrn, setMrn] = useState("");
  const to = (patient: string) => void navigate({ to: `/disclosures/${encodeURIComponent(patient)}` });
  const find = useMutation({
    mutationFn: () => calls.findDisclosures(mrn.trim()),
    onSuccess: ({ patient, told }) => {
      // What was answered is the accounting; it is not asked for, and not written down, a second time.
      client.setQueryData(["disclosures", patient], told);
      to(patient);
    },
  });
  return (
    <Page title={t("area.disclosures")} lead={t("accounting.lead")}>
      <Card title={t("accounting.by_number")} id="by-number">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            if (!find.isPending) find.mutate();
          }}
        >
          <TextInput label={t("choice.mrn")} autoComplete="off" maxLength={64} value={mrn} onChange={(event) => setMrn(event.currentTarget.value)} />
          {find.error ? <Failed error={find.error} /> : null}
          <div>
            <Button type="submit" loading={find.isPending} disabled={mrn.trim() === ""}>
              {t("accounting.find")}
            </Button>
          </div>
        </form>
      </Card>
      <Card title={t("accounting.by_handle")} id="by-handle">
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            to(handle);
          }}
        >
          <TextInput label={t("accounting.handle")} description={t("accounting.handle_hint")} maxLength={64} value={handle} onChange={(event) => setHandle(event.currentTarget.value.trim())} />
          <div>
            {/* A handle is letters and digits; whatever else was typed may be a name, and names do not go into addresses. */}
            <Button type="submit" variant="default" disabled={!/^(?=.*\d)[0-9a-z-]{4,64}$/.test(handle)}>
              {t("accounting.show")}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}
