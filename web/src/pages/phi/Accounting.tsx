// A patient's accounting of disclosures (45 CFR 164.528), what the patient chose about research, and a disclosure made elsewhere.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { Disclosures } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { number, t } from "#/i18n";
import { Card, Figure, Page, TableFrame } from "#/ui/Page";
import { Empty, Failed, Loaded } from "#/ui/States";
import { ExportButton } from "#/ui/Export";
import { RecipientSelect, agreementsQuery, recipientsQuery } from "./Agreements";
import { ResearchChoice } from "./ResearchChoice";

const PURPOSES = ["HRESCH", "CLINTRCH", "TREAT", "HOPERAT", "HCOMPL"] as const;

export default function Accounting() {
  const { patient = "" } = useParams({ strict: false }) as { patient?: string };
  const { may } = useNavigation();
  const query = useQuery({ queryKey: ["disclosures", patient], queryFn: () => calls.disclosures(patient) });
  return (
    <Page title={t("accounting.of")} eyebrow={<Link to="/disclosures">{t("area.disclosures")}</Link>} lead={<span className="mono">{patient.slice(0, 8)}</span>} wide>
      <Loaded query={query}>
        {(found) => (
          <>
            <Told found={found} patient={patient} mayExport={may("ExportIdentified")} />
            <Made patient={patient} />
            {may("RecordConsent") ? <ResearchChoice patient={patient} /> : null}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Told({ found, patient, mayExport }: { found: Disclosures; patient: string; mayExport: boolean }) {
  return (
    <>
      <div className="figures">
        <Figure value={number(found.exempt)} label={t("accounting.exempt")} />
        <Figure value={number(found.without_recipient)} label={t("accounting.without_recipient")} />
        <Figure value={number(found.unsearched)} label={t("accounting.unsearched")} />
      </div>
      {found.items.length === 0 ? (
        <Empty icon="check" title={t("accounting.none")} why={t("accounting.none_why")} />
      ) : (
        <Card title={t("accounting.from_to", { from: found.from, to: found.to })} id="told" actions={mayExport ? <ExportButton what={{ of: "list", list: "disclosures", patient }} /> : null}>
          <TableFrame label={t("area.disclosures")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("accounting.date")}</th>
                  <th scope="col" className="num">{t("accounting.times")}</th>
                  <th scope="col">{t("basis_page.recipient")}</th>
                  <th scope="col">{t("accounting.what")}</th>
                  <th scope="col">{t("accounting.purpose")}</th>
                </tr>
              </thead>
              <tbody>
                {found.items.map((item, place) => (
                  <tr key={`${item.date}-${place}`}>
                    <th scope="row" className="nowrap">{item.last === item.date ? item.date : `${item.date} – ${item.last}`}</th>
                    <td className="num">{item.times}</td>
                    <td>
                      {item.recipient ?? "–"}
                      <p className="hint">{item.address}</p>
                    </td>
                    <td>{item.what}</td>
                    <td>{item.purpose}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        </Card>
      )}
    </>
  );
}

function Made({ patient }: { patient: string }) {
  const client = useQueryClient();
  const recipients = useQuery(recipientsQuery);
  const agreements = useQuery(agreementsQuery);
  const [recipient, setRecipient] = useState<string>();
  const [purpose, setPurpose] = useState<string>(PURPOSES[0]);
  const [fields, setFields] = useState("");
  const [agreement, setAgreement] = useState("");
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: () =>
      calls.recordDisclosure(
        patient,
        { recipient: recipient ?? "", purpose, fields: fields.split(",").map((name) => name.trim()).filter((name) => name !== ""), ...(agreement ? { agreement } : {}) },
        intent.current,
      ),
    onSuccess: async ({ entry }) => {
      setFields("");
      say({ text: t("accounting.saved", { entry: number(entry) }), tone: "good" });
      await client.invalidateQueries({ queryKey: ["disclosures", patient] });
    },
    onSettled: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const uses = agreements.data?.items.filter((one) => one.kind === "data_use_agreement") ?? [];
  return (
    <Card title={t("accounting.record")} id="record">
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!save.isPending) save.mutate();
        }}
      >
        <div className="split">
          <RecipientSelect recipients={recipients.data?.items ?? []} value={recipient ?? ""} onChange={setRecipient} />
          <NativeSelect label={t("accounting.purpose")} value={purpose} onChange={(event) => setPurpose(event.currentTarget.value)} data={[...PURPOSES]} />
          <TextInput label={t("accounting.fields")} description={t("accounting.fields_hint")} maxLength={400} value={fields} onChange={(event) => setFields(event.currentTarget.value)} />
          <NativeSelect label={t("accounting.agreement")} value={agreement} onChange={(event) => setAgreement(event.currentTarget.value)} data={[{ value: "", label: "–" }, ...uses.map((one) => ({ value: one.agreement, label: one.reference }))]} />
        </div>
        {save.error ? <Failed error={save.error} /> : null}
        <div>
          <Button type="submit" variant="default" loading={save.isPending} disabled={!recipient || fields.trim() === ""}>
            {t("accounting.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}
