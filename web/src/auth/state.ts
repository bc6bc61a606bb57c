// Where the session stands. Nothing of it is kept beyond the page: the token is in a cookie that no script reads, and the value
// that proves a request to be this page's own lives in a variable.
import { store, type Store } from "#/app/store";
import type { Grants, Session, SignedIn } from "#/api/types";

export type Standing = "starting" | "signed-out" | "open" | "locked" | "ended";

export interface Who {
  person: string;
  session: string;
  display_name: string;
  sign_in_name: string;
  grants: Grants;
  methods: string[];
}

export const standing = store<Standing>("starting");
export const who = store<Who | null>(null);
/** A request that waits for two factors; whoever asks sets it, the dialog answers it. */
export const stepUp = store<{ done: (confirmed: boolean) => void } | null>(null);
/** A request that waits for words: why it is made, where the policies want to know; null where somebody would not say. */
export const reason = store<{ done: (words: string | null) => void } | null>(null);
/** Requests that wait for the network to come back. */
export const waiting = store(0);
/** Set when somebody signed out on purpose, so that the sign-in page can say so. */
export const farewell = store<"signed-out" | "ended" | "locked" | null>(null);

let csrf: string | null = null;
export const csrfValue = (): string | null => csrf;
export function setCsrf(value: string | null | undefined): void {
  if (value !== undefined) csrf = value;
}

export function opened(session: Session): void {
  setCsrf(session.csrf);
  who.set({
    person: session.account.person,
    session: session.session,
    display_name: session.account.display_name,
    sign_in_name: session.account.sign_in_name,
    grants: session.account.grants,
    methods: session.methods,
  });
  standing.set("open");
}

/** A new token of the same session: after unlocking and stepping up. */
export function renewed(signedIn: SignedIn): void {
  setCsrf(signedIn.csrf);
  const person = who.get();
  if (person) who.set({ ...person, session: signedIn.session, grants: signedIn.grants, methods: signedIn.methods });
}

/** Waits until a page that was loaded while its session was locked is open, or nobody is signed in. */
export function unlocked(): Promise<void> {
  return new Promise((resolve) => {
    const stop = standing.subscribe(() => {
      if (standing.get() === "locked") return;
      stop();
      resolve();
    });
  });
}

/** Waits until the session is open again; false if it never will be for this person. */
export function reopened(): Promise<boolean> {
  return new Promise((resolve) => {
    const person = who.get()?.person;
    const stop = standing.subscribe(() => {
      const now = standing.get();
      if (now === "locked" || now === "ended") return;
      stop();
      resolve(now === "open" && who.get()?.person === person);
    });
  });
}

/** Asks one thing at a time, of whatever dialog follows the store: a second asker joins the first. */
function asker<T>(waits: Store<{ done: (answer: T) => void } | null>): () => Promise<T> {
  let asking: Promise<T> | null = null;
  return () => {
    asking ??= new Promise<T>((resolve) => {
      waits.set({
        done(answer) {
          waits.set(null);
          asking = null;
          resolve(answer);
        },
      });
    });
    return asking;
  };
}

/** Asks for two factors; true once they were given. */
export const askForStepUp = asker(stepUp);
/** Asks why. */
export const askForReason = asker(reason);
