// The hospital's identity provider sent somebody back here; the code in the address is passed on and taken out of it.
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import * as calls from "#/api/calls";
import { readSession } from "#/api/send";
import { setCsrf } from "#/auth/state";
import { t } from "#/i18n";
import { Front } from "#/ui/Front";
import { Failed, Loading } from "#/ui/States";

export default function OidcReturned() {
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const given = new URLSearchParams(location.search);
    history.replaceState(null, "", "/sign-in/returned");
    const [state, code, iss] = [given.get("state"), given.get("code"), given.get("iss") ?? undefined];
    if (!state || !code) return void navigate({ to: "/sign-in", replace: true });
    calls
      .finishOidc({ state, code, iss })
      .then(async ({ csrf }) => {
        await readSession();
        setCsrf(csrf);
        await navigate({ to: "/", replace: true });
      })
      .catch(setError);
    return undefined;
  }, [navigate]);
  return (
    <Front>
      <h1>{t("signin.returning")}</h1>
      {error ? <Failed error={error} retry={() => location.assign("/sign-in")} /> : <Loading rows={3} />}
    </Front>
  );
}
