// The patients that somebody treats, and how many trials may fit each. For a phone in the hand as well.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import * as calls from "#/api/calls";
import { t, word } from "#/i18n";
import { useNavigation } from "#/app/navigation";
import { ExportButton } from "#/ui/Export";
import { Icon } from "#/ui/Icon";
import { More } from "#/ui/More";
import { Page } from "#/ui/Page";
import { Empty, Failed, Loading } from "#/ui/States";

export default function Patients() {
  const list = useInfiniteQuery({
    queryKey: ["my-patients"],
    queryFn: ({ pageParam }) => calls.myPatients(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const { may } = useNavigation();
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title={t("area.patients")} lead={t("patients.lead")} actions={may("ExportIdentified") && rows.length > 0 ? <ExportButton what={{ of: "list", list: "my_patients" }} /> : null}>
      {list.error ? (
        <Failed error={list.error} retry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty icon="heart" title={t("patients.none")} why={t("patients.none_why")} />
      ) : (
        <ul className="patient-list">
          {rows.map((patient) => (
            <li key={patient.patient}>
              <Link to={`/patients/${patient.patient}`} className="patient">
                <span className="patient-name">{patient.name}</span>
                <span className="hint">
                  {[patient.birth_year ? t("patients.born", { year: patient.birth_year }) : null, patient.sex ? word("sex", patient.sex) : null].filter(Boolean).join(" · ") || t("patients.birth_unknown")}
                </span>
                <span className={patient.trials > 0 ? "chip accent" : "chip plain"}>
                  {patient.trials > 0 ? <Icon name="flask" size={13} strong /> : null}
                  {t("patients.trials", { count: patient.trials })}
                </span>
                {patient.answered > 0 ? <span className="hint">{t("patients.answered_n", { count: patient.answered })}</span> : null}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <More of={list} />
    </Page>
  );
}
