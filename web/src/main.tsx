// Where the application begins: take the secret out of the address, load the words, ask who is signed in, draw.
import { createRoot } from "react-dom/client";
import { App } from "#/app/App";
import { makeRouter } from "#/app/routes";
import { linkToken } from "#/auth/link";
import { loadWords } from "#/i18n";
import { takeNonce } from "#/app/nonce";
import "#/css";

linkToken.take();
const nonce = takeNonce();
await loadWords();
const root = document.getElementById("root");
if (root) createRoot(root).render(<App router={makeRouter()} nonce={nonce} />);
