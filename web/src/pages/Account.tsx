// One's own account: factors, sessions, recovery codes.
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import * as calls from "#/api/calls";
import { useStore } from "#/app/store";
import { say } from "#/app/toasts";
import { signOut } from "#/auth/Gate";
import { makePasskey, withoutPasskeys } from "#/auth/passkey";
import { who } from "#/auth/state";
import { refusal } from "#/auth/words";
import { ago, showTime, t, word } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { Card, Page, TableFrame } from "#/ui/Page";
import { Qr } from "#/ui/Qr";
import { RecoveryCodes } from "#/ui/RecoveryCodes";
import { Loaded } from "#/ui/States";
import { TakeOut } from "#/ui/TakeOut";
import { Dialog } from "#/ui/Dialog";

export default function Account() {
  const person = useStore(who);
  return (
    <Page
      title={t("account.title")}
      lead={person ? `${person.display_name} · ${person.grants.roles.map((role) => word("role", role)).join(", ")}` : undefined}
      actions={
        <Button variant="default" onClick={() => void signOut()} leftSection={<Icon name="out" size={16} />}>
          {t("app.sign_out")}
        </Button>
      }
    >
      <Factors />
      <Sessions />
    </Page>
  );
}

type Dialog = "password" | "totp" | "codes" | null;

function Factors() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["credentials"], queryFn: calls.credentials });
  const [dialog, setDialog] = useState<Dialog>(null);
  const again = () => client.invalidateQueries({ queryKey: ["credentials"] });
  const fail = (error: unknown) => say({ text: refusal(error), tone: "bad" });
  const remove = useMutation({ mutationFn: calls.removeCredential, onSuccess: again, onError: fail });
  const passkey = useMutation({
    mutationFn: async () => {
      const begun = await calls.beginNewPasskey();
      return calls.finishNewPasskey({ ceremony: begun.ceremony, response: await makePasskey(begun.challenge) });
    },
    onSuccess: async () => {
      say({ text: t("enrol.passkey_made"), tone: "good" });
      await again();
    },
    onError: fail,
  });
  return (
    <Card
      title={t("account.factors")}
      id="factors"
      actions={
        <div className="row">
          <Button variant="default" disabled={withoutPasskeys() !== null} loading={passkey.isPending} onClick={() => passkey.mutate()} leftSection={<Icon name="key" size={16} />}>
            {t("enrol.add_passkey")}
          </Button>
          <Button variant="default" onClick={() => setDialog("totp")}>
            {t("account.new_app")}
          </Button>
          <Button variant="default" onClick={() => setDialog("password")}>
            {t("account.new_password")}
          </Button>
          <Button variant="default" onClick={() => setDialog("codes")}>
            {t("account.new_codes")}
          </Button>
        </div>
      }
    >
      <p className="hint">{t("account.factors_why")}</p>
      <Loaded query={query} rows={3}>
        {(credentials) => (
          <TableFrame label={t("account.factors")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("account.kind")}</th>
                  <th scope="col">{t("account.added")}</th>
                  <th scope="col">{t("account.used")}</th>
                  <th scope="col">
                    <span className="hidden-words">{t("account.remove")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {credentials.map((credential) => (
                  <tr key={credential.id}>
                    <th scope="row">{t(`factor.${credential.kind}`)}</th>
                    <td>{showTime(credential.added)}</td>
                    <td>{credential.used ? ago(credential.used) : t("account.never")}</td>
                    <td className="num">
                      {credential.kind === "recovery_code" ? null : (
                        <Button size="compact-sm" variant="subtle" color="red" aria-label={t("account.remove_named", { kind: t(`factor.${credential.kind}`) })} onClick={() => remove.mutate(credential.id)}>
                          {t("account.remove")}
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Loaded>
      <Dialog
        opened={dialog !== null}
        onClose={() => setDialog(null)}
        title={dialog === "codes" ? t("account.new_codes") : dialog === "totp" ? t("account.new_app") : t("account.new_password")}
        closeOnClickOutside={dialog !== "codes"}
      >
        {dialog === "password" ? <NewPassword onDone={() => setDialog(null)} /> : null}
        {dialog === "totp" ? <NewApp onDone={() => { setDialog(null); void again(); }} /> : null}
        {dialog === "codes" ? <NewCodes onDone={() => setDialog(null)} /> : null}
      </Dialog>
    </Card>
  );
}

function Wrong({ error }: { error: unknown }) {
  return error ? (
    <Alert color="red" variant="light" role="alert" icon={<Icon name="alert" />}>
      {refusal(error)}
    </Alert>
  ) : null;
}

function NewPassword({ onDone }: { onDone: () => void }) {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const save = useMutation({
    mutationFn: () => calls.changePassword({ current, new: next }),
    onSuccess: () => {
      say({ text: t("account.password_changed"), tone: "good" });
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <PasswordInput label={t("account.current")} autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("signin.show_password") }} data-autofocus />
      <PasswordInput label={t("enrol.password")} description={t("enrol.password_hint")} autoComplete="new-password" value={next} onChange={(event) => setNext(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("signin.show_password") }} />
      <Wrong error={save.error} />
      <Button type="submit" loading={save.isPending} disabled={!current || !next}>
        {t("action.save")}
      </Button>
    </form>
  );
}

function NewApp({ onDone }: { onDone: () => void }) {
  const [code, setCode] = useState("");
  const begin = useMutation({ mutationFn: calls.beginTotp });
  const save = useMutation({
    mutationFn: () => calls.finishTotp({ ceremony: begin.data?.ceremony ?? "", code }),
    onSuccess: () => {
      say({ text: t("account.app_changed"), tone: "good" });
      onDone();
    },
  });
  if (!begin.data) {
    return (
      <div className="stack">
        <p>{t("account.app_why")}</p>
        <Wrong error={begin.error} />
        <Button loading={begin.isPending} onClick={() => begin.mutate()}>
          {t("account.begin")}
        </Button>
      </div>
    );
  }
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="totp">
        <Qr text={begin.data.totp.url} label={t("enrol.qr")} />
        <code className="secret">{begin.data.totp.secret}</code>
      </div>
      <TextInput label={t("enrol.code")} autoComplete="one-time-code" inputMode="numeric" maxLength={6} value={code} onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/g, ""))} />
      <Wrong error={save.error} />
      <Button type="submit" loading={save.isPending} disabled={code.length !== 6}>
        {t("action.save")}
      </Button>
    </form>
  );
}

function NewCodes({ onDone }: { onDone: () => void }) {
  const make = useMutation({ mutationFn: calls.newRecoveryCodes });
  if (make.data) return <RecoveryCodes codes={make.data.recovery_codes} onKept={onDone} />;
  return (
    <div className="stack">
      <p>{t("account.codes_why")}</p>
      <Wrong error={make.error} />
      <Button loading={make.isPending} onClick={() => make.mutate()}>
        {t("account.new_codes")}
      </Button>
    </div>
  );
}

function Sessions() {
  const client = useQueryClient();
  const query = useQuery({ queryKey: ["sessions"], queryFn: calls.sessions });
  const own = useStore(who)?.session;
  const again = () => client.invalidateQueries({ queryKey: ["sessions"] });
  const end = useMutation({ mutationFn: calls.endSession, onSuccess: again });
  const others = useMutation({ mutationFn: calls.endOtherSessions, onSuccess: again });
  return (
    <Card
      title={t("account.sessions")}
      id="sessions"
      actions={
        <Button variant="default" loading={others.isPending} onClick={() => others.mutate()}>
          {t("account.end_others")}
        </Button>
      }
    >
      <p className="hint">{t("account.sessions_why")}</p>
      <Loaded query={query} rows={3}>
        {(sessions) => (
          <>
          <TakeOut name="sessions" rows={sessions.map(({ methods, ...session }) => ({ ...session, methods: methods.join(" ") }))} />
          <TableFrame label={t("account.sessions")}>
            <table>
              <thead>
                <tr>
                  <th scope="col">{t("account.device")}</th>
                  <th scope="col">{t("account.methods")}</th>
                  <th scope="col">{t("account.seen")}</th>
                  <th scope="col">{t("account.expires")}</th>
                  <th scope="col">
                    <span className="hidden-words">{t("account.end")}</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {sessions.map((session) => (
                  <tr key={session.id}>
                    <th scope="row">
                      {session.device_class} {session.id === own ? <span className="chip favours">{t("account.this")}</span> : null}{" "}
                      {session.locked ? <span className="chip plain">{t("account.locked")}</span> : null}
                    </th>
                    <td>{session.methods.map((method) => word("factor", method)).join(", ")}</td>
                    <td>{ago(session.seen)}</td>
                    <td>{showTime(session.expires)}</td>
                    <td className="num">
                      {session.id === own ? null : (
                        <Button size="compact-sm" variant="subtle" color="red" onClick={() => end.mutate(session.id)} aria-label={t("account.end_named", { device: session.device_class })}>
                          {t("account.end")}
                        </Button>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
          </>
        )}
      </Loaded>
    </Card>
  );
}
