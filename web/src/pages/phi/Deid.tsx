// Notes whose de-identification a person looks at: how many identifiers of each kind were taken out, and what risk is left.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { say } from "#/app/toasts";
import { refusal } from "#/auth/words";
import { number, t, word } from "#/i18n";
import { short } from "../trial/frame";
import { useNavigation } from "#/app/navigation";
import { ExportButton } from "#/ui/Export";
import { Figure, Page, TableFrame } from "#/ui/Page";
import { Empty, Loaded } from "#/ui/States";

export default function Deid() {
  const query = useQuery({ queryKey: ["deid"], queryFn: () => calls.deidNotes() });
  const { may } = useNavigation();
  return (
    <Page
      title={t("area.deid")}
      lead={t("deid.lead")}
      actions={
        <>
          {may("ExportIdentified") ? <ExportButton what={{ of: "list", list: "deid_notes" }} /> : null}
          <Draw />
        </>
      }
    >
      <Loaded query={query}>
        {({ items, summary }) =>
          items.length === 0 ? (
            <Empty icon="check" title={t("deid.none")} why={t("deid.none_why")} />
          ) : (
            <>
            <div className="figures">
              <Figure value={number(summary.reviewed)} label={t("deid.reviewed")} />
              <Figure value={number(summary.with_misses)} label={t("deid.with_misses")} />
              <Figure value={summary.note_leak_at_most === null ? "–" : `${(summary.note_leak_at_most * 100).toFixed(1)} %`} label={t("deid.leak")} note={t("deid.leak_note")} />
            </div>
            <TableFrame label={t("area.deid")}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t("deid.note")}</th>
                    <th scope="col" className="num">{t("deid.words_n")}</th>
                    <th scope="col">{t("deid.counts")}</th>
                    <th scope="col" className="num">{t("deid.risk")}</th>
                    <th scope="col">{t("deid.state")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((note) => (
                    <tr key={note.note}>
                      <th scope="row">
                        <Link to={`/deid/${note.note}`}>{short(note.note)}</Link>
                      </th>
                      <td className="num">{number(note.words)}</td>
                      <td>
                        <span className="row tags">
                          {Object.entries(note.counts).map(([category, n]) => (
                            <span key={category} className="chip plain">
                              {word("category", category)} {n}
                            </span>
                          ))}
                        </span>
                      </td>
                      <td className="num">{(note.residual_risk * 100).toFixed(1)} %</td>
                      <td>{word("deid_state", note.decision ?? "open")}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
            </>
          )
        }
      </Loaded>
    </Page>
  );
}

/** Draws a sample of notes; which, nobody chooses. */
function Draw() {
  const client = useQueryClient();
  const draw = useMutation({
    mutationFn: () => calls.drawDeid(20, crypto.randomUUID()),
    onSuccess: async ({ notes }) => {
      say({ text: t("deid.drawn", { count: notes }), tone: "good" });
      await client.invalidateQueries({ queryKey: ["deid"] });
    },
    onError: (error) => say({ text: refusal(error), tone: "bad" }),
  });
  return (
    <Button variant="default" loading={draw.isPending} onClick={() => draw.mutate()}>
      {t("deid.draw")}
    </Button>
  );
}
