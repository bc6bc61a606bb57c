// Sign-in: a passkey, or name, password and code in one form, in the order that password managers expect.
import { Alert, Anchor, Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import * as calls from "#/api/calls";
import { readSession } from "#/api/send";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { provePasskey, withoutPasskeys } from "./passkey";
import { setCsrf } from "./state";
import { refusal } from "./words";

export function SignInForm({ onOpen }: { onOpen: () => void }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [recovery, setRecovery] = useState(false);
  const [busy, setBusy] = useState<"passkey" | "typed" | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const noPasskey = withoutPasskeys();

  const run = async (how: "passkey" | "typed", prove: () => Promise<{ csrf: string }>) => {
    if (busy) return;
    setBusy(how);
    setWrong(null);
    try {
      const { csrf } = await prove();
      await readSession();
      setCsrf(csrf);
      onOpen();
    } catch (error) {
      setWrong(refusal(error));
      setCode("");
    } finally {
      setBusy(null);
    }
  };
  const typed = (event: FormEvent) => {
    event.preventDefault();
    if (!name || !password || !code) return setWrong(t("signin.all_needed"));
    return void run("typed", () =>
      calls.signIn({ name: name.trim(), password, ...(recovery ? { recovery_code: code.trim() } : { code }) }),
    );
  };

  return (
    <div className="stack">
      {noPasskey ? (
        <p className="hint">{noPasskey}</p>
      ) : (
        <>
          <Button
            size="md"
            fullWidth
            loading={busy === "passkey"}
            leftSection={<Icon name="key" />}
            onClick={() => void run("passkey", async () => calls.finishPasskey(await provePasskey()))}
          >
            {t("signin.with_passkey")}
          </Button>
          <p className="or">{t("signin.or")}</p>
        </>
      )}
      <form onSubmit={typed} className="stack" noValidate>
        <TextInput
          label={t("signin.name")}
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label={t("signin.password")}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("signin.show_password") }}
        />
        <TextInput
          label={recovery ? t("signin.recovery") : t("signin.code")}
          description={recovery ? t("signin.recovery_hint") : t("signin.code_hint")}
          autoComplete={recovery ? "off" : "one-time-code"}
          inputMode={recovery ? "text" : "numeric"}
          maxLength={recovery ? 64 : 6}
          value={code}
          onChange={(event) => setCode(recovery ? event.currentTarget.value : event.currentTarget.value.replaceAll(/\D/g, ""))}
        />
        {wrong ? (
          <Alert color="red" variant="light" role="alert" icon={<Icon name="alert" />}>
            {wrong}
          </Alert>
        ) : null}
        <Button type="submit" size="md" variant={noPasskey ? "filled" : "default"} loading={busy === "typed"} fullWidth>
          {t("signin.submit")}
        </Button>
        <Anchor
          component="button"
          type="button"
          size="sm"
          onClick={() => {
            setRecovery(!recovery);
            setCode("");
          }}
        >
          {recovery ? t("signin.use_code") : t("signin.use_recovery")}
        </Anchor>
      </form>
    </div>
  );
}
