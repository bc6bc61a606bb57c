// What somebody sees who has to prove again who they are, or to say why.
import { Alert, Button, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import * as calls from "#/api/calls";
import { queryClient } from "#/api/query";
import { readSession } from "#/api/send";
import { useStore } from "#/app/store";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { FactorForm } from "./FactorForm";
import { signOut } from "./Gate";
import { SignInForm } from "./SignInForm";
import { reason, renewed, standing, stepUp, who } from "./state";
import { Dialog } from "#/ui/Dialog";

export function Locked({ ended }: { ended: boolean }) {
  const person = useStore(who);
  const [other, setOther] = useState(false);
  useEffect(() => {
    document.querySelector<HTMLElement>(".gate h1")?.focus();
  }, [other, ended]);
  return (
    <main className="gate">
      <div className="gate-card">
        <span className="gate-sign">
          <Icon name="lock" size={24} />
        </span>
        <h1 tabIndex={-1}>{ended ? t("gate.ended") : t("gate.locked")}</h1>
        <p>{ended ? t("gate.ended_why") : person ? t("gate.locked_why", { name: person.display_name }) : t("gate.locked_reloaded")}</p>
        {other ? <Alert color="yellow">{t("gate.other_person")}</Alert> : null}
        {ended ? (
          <SignInForm
            onOpen={() => {
              // Another person must not find the work of the one before.
              if (who.get()?.person !== person?.person) {
                setOther(true);
                queryClient.clear();
                location.replace("/");
              }
            }}
          />
        ) : (
          <FactorForm
            factors={1}
            submit={t("gate.unlock")}
            prove={async (proof) => {
              try {
                return await calls.unlock(proof);
              } catch (error) {
                if ((error as { code?: string }).code === "session-ended") standing.set("ended");
                throw error;
              }
            }}
            onProved={(answer) => {
              renewed(answer);
              // A page that was loaded while the session was locked knows nobody yet.
              if (who.get()) standing.set("open");
              else void readSession();
            }}
          />
        )}
        <Button variant="subtle" color="gray" onClick={() => void signOut()} leftSection={<Icon name="out" size={16} />}>
          {t("gate.sign_out")}
        </Button>
      </div>
    </main>
  );
}

export function StepUp() {
  const waits = useStore(stepUp);
  return (
    <Dialog opened={waits !== null} onClose={() => waits?.done(false)} title={t("stepup.title")}>
      <p className="hint">{t("stepup.why")}</p>
      <FactorForm
        factors={2}
        submit={t("stepup.submit")}
        prove={calls.confirm}
        onProved={(answer) => {
          renewed(answer);
          waits?.done(true);
        }}
      />
    </Dialog>
  );
}

/** The policies want a reason at this hour. What is said is in the audit log, and serves for the task until the page is left. */
export function Reason() {
  const waits = useStore(reason);
  const [words, setWords] = useState("");
  return (
    <Dialog opened={waits !== null} onClose={() => waits?.done(null)} title={t("reasoned.title")}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          waits?.done(words.trim());
        }}
      >
        <p className="hint">{t("reasoned.why")}</p>
        <Textarea label={t("export.justification")} description={t("export.justification_hint")} rows={3} maxLength={500} value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        <Button type="submit" disabled={words.trim().length < 10}>
          {t("reasoned.submit")}
        </Button>
      </form>
    </Dialog>
  );
}
