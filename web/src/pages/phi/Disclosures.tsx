// The way to a patient's accounting of disclosures, by handle: nobody who answers for disclosures need search by name for it.
import { Button, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { t } from "#/i18n";
import { Card, Page } from "#/ui/Page";

export default function Disclosures() {
  const navigate = useNavigate();
  const [handle, setHandle] = useState("");
  return (
    <Page title={t("area.disclosures")} lead={t("accounting.lead")}>
      <Card>
        <form
          className="stack"
          onSubmit={(event) => {
            event.preventDefault();
            void navigate({ to: `/disclosures/${encodeURIComponent(handle)}` });
          }}
        >
          <TextInput label={t("accounting.handle")} description={t("accounting.handle_hint")} maxLength={64} value={handle} onChange={(event) => setHandle(event.currentTarget.value.trim())} />
          <div>
            {/* A handle is letters and digits; whatever else was typed may be a name, and names do not go into addresses. */}
            <Button type="submit" disabled={!/^(?=.*\d)[0-9a-z-]{4,64}$/.test(handle)}>
              {t("accounting.show")}
            </Button>
          </div>
        </form>
      </Card>
    </Page>
  );
}
