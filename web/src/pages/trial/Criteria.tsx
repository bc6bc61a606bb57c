// The original text beside what was understood of it. Pointing at one lights the other.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import type { Criterion, Trial } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { TakeOut } from "#/ui/TakeOut";
import { Understanding } from "#/ui/Understanding";
import { UnderstoodChip } from "#/ui/Verdict";
import { TrialFrame, codes, isForPerson } from "./frame";
import { cut } from "./text";

export default function Criteria() {
  return <TrialFrame>{(trial) => <Both trial={trial} />}</TrialFrame>;
}

function Both({ trial }: { trial: Trial }) {
  const [lit, setLit] = useState<number | null>(null);
  const { may } = useNavigation();
  const names = useMemo(() => codes(trial.criteria_list), [trial.criteria_list]);
  const list = useRef<HTMLDivElement>(null);
  const show = (criterion: number) => {
    setLit(criterion);
    list.current?.querySelector(`[data-criterion="${criterion}"]`)?.scrollIntoView({ block: "center", behavior: "smooth" });
  };
  return (
    <>
      {trial.summary ? <p className="lead">{trial.summary}</p> : null}
      <div className="split criteria">
        <section className="card original" aria-labelledby="original-title">
          <h2 id="original-title">{t("trial.original")}</h2>
          <Original trial={trial} lit={lit} onLight={setLit} onShow={show} />
        </section>
        <section className="stack" aria-labelledby="understood-title" ref={list}>
          <div className="row spread">
            <h2 id="understood-title">{t("trial.structured")}</h2>
            <div className="row">
              <TakeOut name={`${trial.nct_id}-criteria`} rows={trial.criteria_list.map(({ criterion, section, text, readable, understood, edited }) => ({ name: names.get(criterion), criterion, section, text, readable, understood, edited }))} />
              {may("EditTrial") ? (
                <Button component={Link} to={`/trials/${trial.nct_id}/edit`} variant="default" leftSection={<Icon name="edit" size={16} />}>
                  {t("trial.edit")}
                </Button>
              ) : null}
            </div>
          </div>
          <Understanding counts={trial.criteria} />
          {(["inclusion", "exclusion"] as const).map((section) => (
            <div key={section} className="stack tight">
              <h3 className="section-title">{t(`section.${section}`)}</h3>
              <ul className="stack tight">
                {trial.criteria_list
                  .filter((criterion) => criterion.section === section)
                  .map((criterion) => (
                    <Understood
                      key={criterion.criterion}
                      criterion={criterion}
                      name={names.get(criterion.criterion) ?? ""}
                      lit={lit === criterion.criterion}
                      onLight={(on) => setLit(on ? criterion.criterion : null)}
                      edit={may("EditTrial") ? `/trials/${trial.nct_id}/edit` : null}
                    />
                  ))}
              </ul>
            </div>
          ))}
        </section>
      </div>
    </>
  );
}

function Original({ trial, lit, onLight, onShow }: { trial: Trial; lit: number | null; onLight: (criterion: number | null) => void; onShow: (criterion: number) => void }) {
  const pieces = useMemo(() => cut(trial.text, trial.criteria_list), [trial]);
  return (
    <div className="original-text">
      {pieces.map((piece) =>
        piece.criterion === null ? (
          <span key={piece.start}>{piece.text}</span>
        ) : (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- a convenience of the pointer; the list beside it takes the focus
          <mark
            key={piece.start}
            className={`${lit === piece.criterion ? "lit " : ""}${piece.understood}`}
            onMouseEnter={() => onLight(piece.criterion)}
            onMouseLeave={() => onLight(null)}
            onClick={() => onShow(piece.criterion ?? 0)}
          >
            {piece.text}
          </mark>
        ),
      )}
    </div>
  );
}

function Understood({ criterion, name, lit, onLight, edit }: { criterion: Criterion; name: string; lit: boolean; onLight: (on: boolean) => void; edit: string | null }) {
  const person = isForPerson(criterion);
  const method = criterion.parts[0]?.method ?? "none";
  const sure = criterion.parts.some((part) => part.confidence === "medium") ? "medium" : (criterion.parts[0]?.confidence ?? "none");
  const opaque = criterion.parts.filter((part) => part.opaque);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- lights the same place in the text
    <li
      className={lit ? "criterion lit" : "criterion"}
      data-criterion={criterion.criterion}
      onMouseEnter={() => onLight(true)}
      onMouseLeave={() => onLight(false)}
      onFocus={() => onLight(true)}
      onBlur={() => onLight(false)}
    >
      <div className="criterion-head">
        <span className="code" title={t("trial.criterion_number", { n: criterion.criterion })}>
          {name}
        </span>
        <UnderstoodChip understood={criterion.understood} person={person} />
        {criterion.edited ? <span className="chip plain">{t("trial.edited")}</span> : null}
        <span className="method">
          {word("method", criterion.edited ? "person" : method)}
          {sure === "none" || criterion.edited ? "" : ` · ${t(`confidence.${sure}`)}`}
        </span>
        {edit ? (
          <Link to={edit} search={{ criterion: String(criterion.criterion) }} className="edit-link" aria-label={t("trial.edit_named", { name })}>
            <Icon name="edit" size={16} />
          </Link>
        ) : null}
      </div>
      <p className="criterion-text">{criterion.text}</p>
      {person ? (
        <p className="readable muted">{t("trial.person_decides")}</p>
      ) : criterion.understood === "none" ? (
        <p className="readable opaque">{t("trial.opaque")}</p>
      ) : (
        <p className="readable">{criterion.readable}</p>
      )}
      {criterion.understood === "partial" && opaque.length > 0 ? <p className="hint">{t("trial.opaque_parts", { count: opaque.length })}</p> : null}
      {criterion.flaws.map((flaw) => (
        <p key={flaw.code} className="flaw">
          <Icon name="alert" size={15} /> {flaw.message}
        </p>
      ))}
    </li>
  );
}
