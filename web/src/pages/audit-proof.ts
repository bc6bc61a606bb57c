// Checks in the browser that an entry stands in the audit log: the path of hashes of RFC 6962 up to the root of a checkpoint
// (C2SP tlog-checkpoint), and the checkpoint's Ed25519 signature. The server is not asked whether its own proof is right.
import type { AuditProof } from "#/api/types";

export interface Finding {
  /** The entry's hash with the path gives the checkpoint's root. */
  path: boolean;
  /** The checkpoint is signed by the key; null where the browser can not check Ed25519. */
  signature: boolean | null;
  root: string;
  size: number;
  ms: number;
}

type Bytes = Uint8Array<ArrayBuffer>;

const subtle = globalThis.crypto.subtle;
const utf8 = new TextEncoder();

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text.trim()), (letter) => letter.codePointAt(0) ?? 0);
}
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((byte, at) => byte === b[at]);

async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await subtle.digest("SHA-256", all));
}
export const leafHash = (entry: Uint8Array) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left: Uint8Array, right: Uint8Array) => sha256(Uint8Array.of(1), left, right);

/** The root that a leaf and its path give (RFC 9162, section 2.1.3.2), or null where the path has the wrong length. */
export async function rootOf(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Promise<Bytes | null> {
  if (index < 0 || index >= size) return null;
  let [hash, at, last] = [leaf as Bytes, index, size - 1];
  for (const sibling of path) {
    if (last === 0) return null;
    if (at % 2 === 1 || at === last) {
      // oxlint-disable-next-line no-await-in-loop -- each hash needs the one before
      hash = await nodeHash(sibling, hash);
      while (at !== 0 && at % 2 === 0) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
    } else {
      // oxlint-disable-next-line no-await-in-loop
      hash = await nodeHash(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 ? hash : null;
}

/** A checkpoint's origin, size and root, and what its signature is over. */
export function readCheckpoint(note: string) {
  const [body = "", signatures = ""] = note.split("\n\n");
  const [origin = "", size = "", root = ""] = body.split("\n");
  if (!/^\d+$/.test(size)) throw new Error("the checkpoint has no size");
  return { origin, size: Number(size), root: fromBase64(root), signed: utf8.encode(`${body}\n`), signatures: signatures.split("\n") };
}

async function signatureHolds(note: string, verifier: string): Promise<boolean | null> {
  const checkpoint = readCheckpoint(note);
  const [name = "", id = "", ...rest] = verifier.split("+");
  const key = fromBase64(rest.join("+"));
  const line = checkpoint.signatures.find((one) => one.startsWith(`\u2014 ${name} `));
  if (!line || name !== checkpoint.origin || key[0] !== 1) return false;
  const blob = fromBase64(line.slice(`\u2014 ${name} `.length));
  const hex = Array.from(blob.slice(0, 4), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const made = await sha256(utf8.encode(`${name}\n`), key);
  if (hex !== id || !same(made.slice(0, 4), blob.slice(0, 4))) return false;
  try {
    const imported = await subtle.importKey("raw", key.slice(1), { name: "Ed25519" }, false, ["verify"]);
    return await subtle.verify({ name: "Ed25519" }, imported, blob.slice(4), checkpoint.signed);
  } catch {
    return null;
  }
}

export async function check(proof: AuditProof): Promise<Finding> {
  const began = performance.now();
  const checkpoint = readCheckpoint(proof.checkpoint);
  const root = await rootOf(await leafHash(fromBase64(proof.leaf)), proof.index, checkpoint.size, proof.hashes.map(fromBase64));
  const path = root !== null && same(root, checkpoint.root) && checkpoint.size === proof.size;
  const signature = await signatureHolds(proof.checkpoint, proof.key);
  return { path, signature, root: toBase64(checkpoint.root), size: checkpoint.size, ms: performance.now() - began };
}
