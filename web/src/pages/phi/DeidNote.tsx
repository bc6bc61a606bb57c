// One note with what was found in it, by kind; what was overlooked is marked with the pointer or by its words.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import * as calls from "#/api/calls";
import type { DeidDetail, DeidSpan } from "#/api/types";
import { say } from "#/app/toasts";
import { t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page } from "#/ui/Page";
import { short } from "../trial/frame";
import { Failed, Loaded } from "#/ui/States";

const CATEGORIES = ["NAME", "GEO", "DATE", "AGE_OVER_89", "PHONE", "EMAIL", "MRN", "SSN", "HEALTH_PLAN", "ACCOUNT", "URL", "OTHER_ID"] as const;

export default function DeidNote() {
  const { note = "" } = useParams({ strict: false }) as { note?: string };
  const query = useQuery({ queryKey: ["deid", note], queryFn: () => calls.deidNote(note) });
  return (
    <Page title={t("deid.one", { note: short(note) })} eyebrow={<Link to="/deid">{t("area.deid")}</Link>} wide>
      <Loaded query={query}>{(found) => <Review found={found} />}</Loaded>
    </Page>
  );
}

function Review({ found }: { found: DeidDetail }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [misses, setMisses] = useState<DeidSpan[]>([]);
  const [words, setWords] = useState("");
  const [category, setCategory] = useState<string>(CATEGORIES[0]);
  const [wrong, setWrong] = useState<string | null>(null);
  const intent = useRef(crypto.randomUUID());
  const letters = Array.from(found.text);
  const save = useMutation({
    mutationFn: () => calls.reviewDeid(found.note, { decision: misses.length > 0 ? "withhold" : "pass", misses }, intent.current),
    onSuccess: async () => {
      say({ text: t("deid.saved"), tone: "good" });
      await client.invalidateQueries({ queryKey: ["deid"] });
      void navigate({ to: "/deid" });
    },
  });
  const add = () => {
    const sought = Array.from(words.trim());
    const at = letters.findIndex((_, place) => sought.length > 0 && sought.every((letter, step) => letters[place + step] === letter));
    if (at < 0) return setWrong(t("deid.not_in_note"));
    setMisses([...misses, { start: at, end: at + sought.length, category }]);
    setWords("");
    setWrong(null);
    return undefined;
  };
  const spans = [...found.spans.map((span) => ({ ...span, missed: false })), ...misses.map((span) => ({ ...span, missed: true }))].sort((a, b) => a.start - b.start);
  return (
    <>
      <div className="split">
        <Card title={t("deid.original")} id="original">
          <p className="note-text">
            {pieces(letters, spans).map((piece) =>
              piece.span ? (
                <mark key={piece.at} className={piece.span.missed ? "span missed" : "span"}>
                  {piece.text}
                  <span className="span-kind">{word("category", piece.span.category)}</span>
                </mark>
              ) : (
                <span key={piece.at}>{piece.text}</span>
              ),
            )}
          </p>
        </Card>
        <Card title={t("deid.redacted")} id="redacted">
          <p className="note-text">{found.redacted}</p>
          <p className="hint">{t("deid.risk_is", { percent: (found.residual_risk * 100).toFixed(1) })}</p>
        </Card>
      </div>
      <Card title={t("deid.missed")} id="missed">
        <p className="hint">{t("deid.missed_why")}</p>
        <form
          className="row ends"
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <TextInput className="grow" label={t("deid.words")} value={words} error={wrong} autoComplete="off" onChange={(event) => setWords(event.currentTarget.value)} />
          <NativeSelect label={t("deid.category")} value={category} onChange={(event) => setCategory(event.currentTarget.value)} data={CATEGORIES.map((value) => ({ value, label: word("category", value) }))} />
          <Button type="submit" variant="default" leftSection={<Icon name="plus" size={16} />}>
            {t("deid.mark")}
          </Button>
        </form>
        {misses.length > 0 ? (
          <div>
            <Button size="compact-sm" variant="subtle" onClick={() => setMisses(misses.slice(0, -1))}>
              {t("action.undo")}
            </Button>
          </div>
        ) : null}
        {save.error ? <Failed error={save.error} /> : null}
        <div>
          <Button loading={save.isPending} onClick={() => save.mutate()}>
            {misses.length > 0 ? t("deid.report", { count: misses.length }) : t("deid.accept")}
          </Button>
        </div>
      </Card>
    </>
  );
}

function pieces<S extends { start: number; end: number }>(letters: string[], spans: S[]) {
  const out: { at: number; text: string; span: S | null }[] = [];
  let at = 0;
  for (const span of spans) {
    if (span.start < at) continue;
    if (span.start > at) out.push({ at, text: letters.slice(at, span.start).join(""), span: null });
    out.push({ at: span.start, text: letters.slice(span.start, span.end).join(""), span });
    at = span.end;
  }
  if (at < letters.length) out.push({ at, text: letters.slice(at).join(""), span: null });
  return out;
}
