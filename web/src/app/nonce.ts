import { setNonce } from "get-nonce";

/** The nonce that the server gave this document; styles that are made at run time carry it, or the browser refuses them. */
export function takeNonce(): string {
  const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
  setNonce(nonce);
  return nonce;
}
