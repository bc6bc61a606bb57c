// Proves again who sits here: one factor to unlock, two to step up. A passkey is two.
import { Alert, Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Proof } from "#/api/calls";
import type { SignedIn } from "#/api/types";
import { t } from "#/i18n";
import { Icon } from "#/ui/Icon";
import { provePasskey, withoutPasskeys } from "./passkey";
import { refusal } from "./words";

export function FactorForm({
  factors,
  prove,
  onProved,
  submit,
}: {
  factors: 1 | 2;
  prove: (proof: Proof) => Promise<SignedIn>;
  onProved: (answer: SignedIn) => void;
  submit: string;
}) {
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const noPasskey = withoutPasskeys();

  const run = async (make: () => Promise<Proof>) => {
    if (busy) return;
    setBusy(true);
    setWrong(null);
    try {
      onProved(await prove(await make()));
    } catch (error) {
      setWrong(refusal(error));
    } finally {
      setBusy(false);
    }
  };
  const typed = (event: FormEvent) => {
    event.preventDefault();
    if (factors === 2 && (!password || !code)) return setWrong(t("signin.both_needed"));
    if (!password && !code) return setWrong(t("signin.one_needed"));
    return void run(async () =>
      factors === 2 ? { password, code } : password ? { password } : { code },
    );
  };

  return (
    <div className="stack">
      {noPasskey ? null : (
        <>
          <Button
            fullWidth
            loading={busy}
            onClick={() => void run(async () => ({ passkey: await provePasskey() }))}
            leftSection={<Icon name="key" />}
            data-autofocus
          >
            {t("signin.with_passkey")}
          </Button>
          <p className="or">{t("signin.or")}</p>
        </>
      )}
      <form onSubmit={typed} className="stack" noValidate>
        <PasswordInput
          label={t("signin.password")}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": t("signin.show_password") }}
        />
        <TextInput
          label={factors === 2 ? t("signin.code") : t("signin.or_code")}
          autoComplete="one-time-code"
          inputMode="numeric"
          maxLength={6}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value.replaceAll(/\D/g, ""))}
        />
        {wrong ? (
          <Alert color="red" variant="light" role="alert" icon={<Icon name="alert" />}>
            {wrong}
          </Alert>
        ) : null}
        <Button type="submit" variant={noPasskey ? "filled" : "default"} loading={busy} fullWidth>
          {submit}
        </Button>
      </form>
    </div>
  );
}
