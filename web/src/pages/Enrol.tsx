// The page of a one-time link. What stands behind `#` is read once and taken out of the address before anything is drawn.
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import * as calls from "#/api/calls";
import { linkToken } from "#/auth/link";
import { makePasskey, withoutPasskeys } from "#/auth/passkey";
import { refusal } from "#/auth/words";
import { t } from "#/i18n";
import { Front } from "#/ui/Front";
import { Icon } from "#/ui/Icon";
import { Qr } from "#/ui/Qr";
import { RecoveryCodes } from "#/ui/RecoveryCodes";
import { Empty, Failed, Loading } from "#/ui/States";
import type { EnrolmentPage } from "#/api/types";

export default function Enrol() {
  const navigate = useNavigate();
  const token = linkToken.get();
  const [codes, setCodes] = useState<string[] | null>(null);
  const page = useQuery({
    queryKey: ["enrolment"],
    queryFn: () => calls.beginEnrolment(token ?? ""),
    enabled: token !== null && codes === null,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });
  if (!token) {
    return (
      <Front>
        <Empty icon="key" title={t("enrol.no_link")} why={t("enrol.no_link_why")}>
          <Button onClick={() => void navigate({ to: "/sign-in" })}>{t("enrol.to_sign_in")}</Button>
        </Empty>
      </Front>
    );
  }
  return (
    <Front>
      {codes ? (
        <>
          <h1>{t("enrol.codes_title")}</h1>
          <RecoveryCodes
            codes={codes}
            onKept={() => {
              linkToken.forget();
              void navigate({ to: "/sign-in", replace: true });
            }}
          />
        </>
      ) : page.error ? (
        <Failed error={page.error} />
      ) : page.data ? (
        <Factors page={page.data} token={token} onCodes={setCodes} />
      ) : (
        <Loading />
      )}
    </Front>
  );
}

function Factors({ page, token, onCodes }: { page: EnrolmentPage; token: string; onCodes: (codes: string[]) => void }) {
  const [passkey, setPasskey] = useState<unknown>(null);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [wrong, setWrong] = useState<string | null>(null);
  const noPasskey = withoutPasskeys();
  const finish = useMutation({
    mutationFn: (made: unknown) =>
      calls.finishEnrolment({
        token,
        ceremony: page.ceremony,
        ...(password && code ? { password, code } : {}),
        ...(made ? { passkey: made } : {}),
      }),
    onSuccess: (answer) => onCodes(answer.recovery_codes),
    onError: (error) => setWrong(refusal(error)),
  });
  const add = async () => {
    setWrong(null);
    try {
      setPasskey(await makePasskey(page.passkey));
    } catch (error) {
      setWrong(refusal(error));
    }
  };
  const done = (event: FormEvent) => {
    event.preventDefault();
    setWrong(null);
    const typed = password !== "" || code !== "";
    if (typed && (!password || code.length !== 6)) return setWrong(t("enrol.both"));
    if (!typed && !passkey) return setWrong(t("enrol.one_way"));
    return finish.mutate(passkey);
  };
  return (
    <>
      <h1>{t("enrol.title", { name: page.display_name })}</h1>
      <p className="lead">{t("enrol.lead", { name: page.sign_in_name })}</p>
      <section className="way">
        <h2>{t("enrol.passkey")}</h2>
        <p className="hint">{t("enrol.passkey_why")}</p>
        {noPasskey ? <p className="hint">{noPasskey}</p> : null}
        {passkey ? (
          <p className="done" role="status">
            <Icon name="check" strong /> {t("enrol.passkey_made")}
          </p>
        ) : (
          <Button onClick={() => void add()} disabled={noPasskey !== null} leftSection={<Icon name="key" />}>
            {t("enrol.add_passkey")}
          </Button>
        )}
      </section>
      <form onSubmit={done} className="stack" noValidate>
        <section className="way stack">
          <h2>{t("enrol.app")}</h2>
          <p className="hint">{t("enrol.app_why")}</p>
          <input type="text" name="username" autoComplete="username" value={page.sign_in_name} readOnly hidden />
          <PasswordInput
            label={t("enrol.password")}
            description={t("enrol.password_hint")}
            autoComplete="new-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("signin.show_password") }}
          />
          <div className="totp">
            <Qr text={page.totp.url} label={t("enrol.qr")} />
            <div className="stack tight">
              <p className="hint">{t("enrol.scan")}</p>
              <p className="hint">{t("enrol.type_secret")}</p>
              <code className="secret">{page.totp.secret.replaceAll(/(.{4})/g, "$1 ").trim()}</code>
            </div>
          </div>
          <TextInput
            label={t("enrol.code")}
            autoComplete="one-time-code"
            inputMode="numeric"
            maxLength={6}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/g, ""))}
          />
        </section>
        {wrong ? (
          <Alert color="red" variant="light" role="alert" icon={<Icon name="alert" />}>
            {wrong}
          </Alert>
        ) : null}
        <Button type="submit" size="md" loading={finish.isPending} fullWidth>
          {t("enrol.finish")}
        </Button>
      </form>
    </>
  );
}
