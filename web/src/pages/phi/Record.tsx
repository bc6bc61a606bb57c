// A patient's record, as far as the policies grant it to whoever asks. Each view is in the audit log before it is shown.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import type { PatientRecord, RecordRow } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { t, word } from "#/i18n";
import { Card, Page, TableFrame } from "#/ui/Page";
import { Loaded } from "#/ui/States";
import { ResearchChoice } from "./ResearchChoice";

const PARTS = ["conditions", "medications", "observations", "procedures"] as const;

export default function Record() {
  const { patient = "" } = useParams({ strict: false }) as { patient?: string };
  const { may } = useNavigation();
  const query = useQuery({ queryKey: ["record", patient], queryFn: () => calls.patientRecord(patient), staleTime: 0, gcTime: 0 });
  return (
    <Page title={query.data?.demographics?.name ?? t("patients.record")} lead={t("patients.record_lead")} eyebrow={<Link to={`/patients/${patient}`}>{t("area.patients")}</Link>}>
      <Loaded query={query}>{(record) => <Parts record={record} />}</Loaded>
      {query.data && query.data.grant === null && may("RecordConsent") ? <ResearchChoice patient={patient} /> : null}
    </Page>
  );
}

function Parts({ record }: { record: PatientRecord }) {
  const { demographics, contact } = record;
  return (
    <>
      {record.grant === null ? null : <p className="flaw">{t("patients.by_glass")}</p>}
      {record.withheld > 0 ? <p className="hint">{t("patients.withheld", { n: record.withheld })}</p> : null}
      {demographics ? (
        <Card title={t("patients.demographics")} id="demographics">
          <dl className="facts">
            <dt>{t("accounts.name")}</dt>
            <dd>{demographics.name}</dd>
            <dt>{t("patients.birth")}</dt>
            <dd>{demographics.birth_date ?? demographics.birth_year ?? t("patients.birth_unknown")}</dd>
            <dt>{t("patients.sex")}</dt>
            <dd>{word("sex", demographics.sex ?? "unknown")}</dd>
            {contact?.telecom.map((one) => (
              <div key={one.value} className="contents">
                <dt>{one.system}</dt>
                <dd>{one.value}</dd>
              </div>
            ))}
            {contact?.address.map((line) => (
              <div key={line} className="contents">
                <dt>{t("patients.address")}</dt>
                <dd>{line}</dd>
              </div>
            ))}
          </dl>
        </Card>
      ) : null}
      {PARTS.map((part) => {
        const rows = record[part];
        return rows && rows.items.length > 0 ? <Entries key={part} part={part} rows={rows.items} total={rows.total} /> : null;
      })}
      {record.notes && record.notes.items.length > 0 ? (
        <Card title={t("patients.notes")} id="notes">
          {record.notes.items.map((note, place) => (
            <details key={`${note.title}-${place}`}>
              <summary>
                {note.title} {note.date}
              </summary>
              <p className="note-text">{note.text}</p>
            </details>
          ))}
        </Card>
      ) : null}
    </>
  );
}

function Entries({ part, rows, total }: { part: (typeof PARTS)[number]; rows: RecordRow[]; total: number }) {
  return (
    <Card title={t(`patients.${part}`)} id={part}>
      <TableFrame label={t(`patients.${part}`)}>
        <table>
          {rows.length < total ? <caption>{t("patients.of_total", { n: rows.length, total })}</caption> : null}
          <thead>
            <tr>
              <th scope="col">{t("patients.entry")}</th>
              <th scope="col">{t("patients.value")}</th>
              <th scope="col">{t("accounts.state")}</th>
              <th scope="col">{t("log.at")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={`${row.text}-${place}`}>
                <th scope="row">{row.text}</th>
                <td>{row.value ?? "–"}</td>
                <td>{row.status ?? "–"}</td>
                <td className="nowrap">{row.date ?? "–"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </Card>
  );
}
