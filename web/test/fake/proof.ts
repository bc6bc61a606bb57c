// A real log of a few entries: RFC 6962 tree, C2SP checkpoint, Ed25519 key of its own. The page must check it, not believe it.
import type { AuditProof } from "../../src/api/types";

const utf8 = new TextEncoder();
const subtle = globalThis.crypto.subtle;
const sha = async (...parts: Uint8Array[]): Promise<Uint8Array> => {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await subtle.digest("SHA-256", all));
};
const b64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const leafHash = (entry: Uint8Array) => sha(Uint8Array.of(0), entry);
const nodeHash = (a: Uint8Array, b: Uint8Array) => sha(Uint8Array.of(1), a, b);

async function root(leaves: Uint8Array[]): Promise<Uint8Array> {
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const half = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return nodeHash(await root(leaves.slice(0, half)), await root(leaves.slice(half)));
}
async function path(index: number, leaves: Uint8Array[]): Promise<Uint8Array[]> {
  if (leaves.length === 1) return [];
  const half = 2 ** (Math.ceil(Math.log2(leaves.length)) - 1);
  return index < half
    ? [...(await path(index, leaves.slice(0, half))), await root(leaves.slice(half))]
    : [...(await path(index - half, leaves.slice(half))), await root(leaves.slice(0, half))];
}

const ORIGIN = "almoner.test/research";

export async function makeLog(entries: string[]) {
  const bytes = entries.map((entry) => utf8.encode(entry));
  const leaves = await Promise.all(bytes.map(leafHash));
  const pair = (await subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"])) as CryptoKeyPair;
  const raw = new Uint8Array(await subtle.exportKey("raw", pair.publicKey));
  const key = Uint8Array.of(1, ...raw);
  const id = (await sha(utf8.encode(`${ORIGIN}\n`), key)).slice(0, 4);
  const body = `${ORIGIN}\n${entries.length}\n${b64(await root(leaves))}\n`;
  const signature = new Uint8Array(await subtle.sign({ name: "Ed25519" }, pair.privateKey, utf8.encode(body)));
  const checkpoint = `${body}\n\u2014 ${ORIGIN} ${b64(Uint8Array.of(...id, ...signature))}\n`;
  const hex = [...id].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    size: entries.length,
    async proof(index: number): Promise<AuditProof> {
      const hashes = (await path(index, leaves)).map(b64);
      const leaf = b64(bytes[index] as Uint8Array);
      return {
        text: `c2sp.org/tlog-proof@v1\nextra ${leaf}\nindex ${index}\n${hashes.join("\n")}\n\n${checkpoint}`,
        leaf,
        index,
        size: entries.length,
        hashes,
        checkpoint,
        key: `${ORIGIN}+${hex}+${b64(key)}`,
      };
    },
  };
}
