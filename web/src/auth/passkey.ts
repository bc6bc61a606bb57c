// Passkeys: the browser's part of WebAuthn. What the server sent is passed to the browser as it is, and the answer back.
import { WebAuthnError, browserSupportsWebAuthn, startAuthentication, startRegistration } from "@simplewebauthn/browser";
import * as calls from "#/api/calls";
import { t } from "#/i18n";

type Authentication = Parameters<typeof startAuthentication>[0]["optionsJSON"];
type Registration = Parameters<typeof startRegistration>[0]["optionsJSON"];

/** Why passkeys can not be used here, or null where they can: a browser without WebAuthn, or an address instead of a name. */
export function withoutPasskeys(): string | null {
  if (!browserSupportsWebAuthn()) return t("signin.no_webauthn");
  if (/^(\d+\.){3}\d+$|^\[/.test(location.hostname)) return t("signin.no_passkey_address");
  return null;
}

export const provePasskey = async (): Promise<{ ceremony: string; response: unknown }> => {
  const begun = await calls.beginPasskey();
  const response = await startAuthentication({ optionsJSON: begun.challenge.publicKey as Authentication });
  return { ceremony: begun.ceremony, response };
};

export const makePasskey = (options: { publicKey: unknown }): Promise<unknown> =>
  startRegistration({ optionsJSON: options.publicKey as Registration });

/** The person closed the browser's question; that is no failure. */
export const wasCancelled = (error: unknown): boolean =>
  (error instanceof WebAuthnError && error.code === "ERROR_CEREMONY_ABORTED") ||
  (error instanceof Error && (error.name === "NotAllowedError" || error.name === "AbortError"));
