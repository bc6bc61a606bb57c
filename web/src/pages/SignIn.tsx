import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { returnTo } from "#/app/return";
import { useStore } from "#/app/store";
import { SignInForm } from "#/auth/SignInForm";
import { farewell } from "#/auth/state";
import { t } from "#/i18n";
import { zoneOfDocument } from "#/theme";
import { Front } from "#/ui/Front";

export default function SignIn() {
  const navigate = useNavigate();
  const last = useStore(farewell);
  const phi = zoneOfDocument() === "phi";
  useEffect(() => {
    document.title = `${t("signin.title")} · ${t("app.title")}`;
  }, []);
  return (
    <Front>
      <h1>{phi ? t("signin.title_phi") : t("signin.title")}</h1>
      <p className="lead">{phi ? t("signin.lead_phi") : t("signin.lead")}</p>
      {last ? <p className="hint" role="status">{t(`signin.${last === "locked" ? "was_locked" : "was_ended"}`)}</p> : null}
      <SignInForm
        onOpen={() => {
          farewell.set(null);
          void navigate({ to: returnTo.take(), replace: true });
        }}
      />
      <p className="hint">{t("signin.no_account")}</p>
    </Front>
  );
}
