// What the institution knows of a trial: whether it is open here, under which approval of the IRB, and how far it has come.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import * as calls from "#/api/calls";
import { isProblem } from "#/api/problem";
import type { Register as Entry } from "#/api/types";
import { useNavigation } from "#/app/navigation";
import { say } from "#/app/toasts";
import { number, t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Figure } from "#/ui/Page";
import { Failed, Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";
import { Conflict } from "./Edit";
import { TrialFrame } from "./frame";

export default function Register() {
  return <TrialFrame>{(trial) => <Read nct={trial.nct_id} />}</TrialFrame>;
}

function Read({ nct }: { nct: string }) {
  const query = useQuery({ queryKey: ["register", nct], queryFn: () => calls.register(nct) });
  return <Loaded query={query}>{({ data, etag }) => <Form key={etag} nct={nct} entry={data} etag={etag} />}</Loaded>;
}

function daysUntil(day: string): number {
  return Math.ceil((Date.parse(day) - Date.now()) / 86_400_000);
}

function Form({ nct, entry, etag }: { nct: string; entry: Entry; etag: string | null }) {
  const { may } = useNavigation();
  const client = useQueryClient();
  const [value, setValue] = useState(entry);
  const intent = useRef(crypto.randomUUID());
  const save = useMutation({
    mutationFn: (match: string | null) => {
      const { open_here, irb_number, irb_expires, target, protocol_version } = value;
      const team = value.team.map((name) => name.trim()).filter((name) => name !== "");
      return calls.saveRegister(nct, match, { open_here, irb_number, irb_expires, target, protocol_version, team }, intent.current);
    },
    onSuccess: async () => {
      say({ text: t("register.saved"), tone: "good" });
      await client.invalidateQueries({ queryKey: ["register", nct] });
      await client.invalidateQueries({ queryKey: ["trial", nct] });
    },
    onError: () => {
      intent.current = crypto.randomUUID();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(etag);
  };
  const left = entry.irb_expires ? daysUntil(entry.irb_expires) : null;
  const conflict = isProblem(save.error) && [409, 412].includes(save.error.status) ? save.error : null;
  const editable = may("EditRegister");
  return (
    <div className="stack">
      <div className="figures">
        <Figure value={entry.open_here ? t("register.yes") : t("register.no")} label={t("trials.open_here")} />
        <Figure value={number(entry.accrued)} label={t("register.accrued")} note={entry.target ? t("register.of_target", { target: number(entry.target) }) : undefined} />
        <Figure
          value={left === null ? "–" : left < 0 ? t("register.expired") : t("register.days", { count: left })}
          label={t("register.irb_left")}
          note={entry.irb_expires ?? undefined}
        />
      </div>
      {left !== null && left < 30 ? (
        <p className="flaw">
          <Icon name="alert" size={16} /> {left < 0 ? t("register.expired_why") : t("register.soon")}
        </p>
      ) : null}
      <Card title={t("trial.register")} id="register" actions={<TakeOut name={`${nct}-register`} rows={[{ ...entry, team: entry.team.join(" ") }]} />}>
        <form className="stack" onSubmit={submit}>
          <fieldset className="plain stack" disabled={!editable}>
            <Checkbox label={t("trials.open_here")} checked={value.open_here} onChange={(event) => setValue({ ...value, open_here: event.currentTarget.checked })} />
            <div className="split">
              <TextInput label={t("register.irb_number")} value={value.irb_number ?? ""} maxLength={64} onChange={(event) => setValue({ ...value, irb_number: event.currentTarget.value || null })} />
              <TextInput label={t("register.irb_expires")} type="date" value={value.irb_expires ?? ""} onChange={(event) => setValue({ ...value, irb_expires: event.currentTarget.value || null })} />
              <TextInput label={t("register.target")} inputMode="numeric" value={value.target ?? ""} onChange={(event) => setValue({ ...value, target: Number(event.currentTarget.value.replaceAll(/\D/g, "")) || null })} />
              <TextInput label={t("register.protocol_version")} value={value.protocol_version ?? ""} maxLength={64} onChange={(event) => setValue({ ...value, protocol_version: event.currentTarget.value || null })} />
            </div>
            <TextInput label={t("register.team")} description={t("register.team_hint")} value={value.team.join(", ")} onChange={(event) => setValue({ ...value, team: event.currentTarget.value.split(",").map((name) => name.trimStart()) })} />
          </fieldset>
          {conflict ? (
            <Conflict
              problem={conflict}
              onMine={async () => save.mutate((await calls.register(nct)).etag)}
              onTheirs={() => void client.invalidateQueries({ queryKey: ["register", nct] })}
            />
          ) : save.error ? (
            <Failed error={save.error} />
          ) : null}
          {editable ? (
            <div>
              <Button type="submit" loading={save.isPending}>
                {t("action.save")}
              </Button>
            </div>
          ) : null}
        </form>
      </Card>
    </div>
  );
}
