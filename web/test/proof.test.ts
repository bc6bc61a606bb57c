import { describe, expect, it } from "vitest";
import { check, fromBase64, leafHash, rootOf } from "#/pages/audit-proof";
import { makeLog } from "./fake/proof";

const flipped = (text: string, at: number) => {
  const bytes = fromBase64(text);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return btoa(String.fromCodePoint(...bytes));
};

describe("a proof is checked, not believed", () => {
  it.each([1, 2, 3, 7, 8, 41, 300])("every entry of a log of %i entries is found", async (size) => {
    const log = await makeLog(Array.from({ length: size }, (_, index) => `entry ${index}`));
    for (const index of [0, Math.floor(size / 2), size - 1]) {
      expect(await check(await log.proof(index))).toMatchObject({ path: true, signature: true, size });
    }
  });
  it("fails where any part was altered", async () => {
    const log = await makeLog(Array.from({ length: 41 }, (_, index) => `entry ${index}`));
    const proof = await log.proof(17);
    expect((await check({ ...proof, leaf: flipped(proof.leaf, 0) })).path).toBe(false);
    expect((await check({ ...proof, index: 16 })).path).toBe(false);
    expect((await check({ ...proof, hashes: proof.hashes.slice(1) })).path).toBe(false);
    expect((await check({ ...proof, hashes: proof.hashes.map((hash, at) => (at === 2 ? flipped(hash, 5) : hash)) })).path).toBe(false);
    expect((await check({ ...proof, checkpoint: proof.checkpoint.replace("\n41\n", "\n42\n") })).signature).toBe(false);
    const other = await (await makeLog(["a", "b"])).proof(0);
    expect((await check({ ...proof, key: other.key })).signature).toBe(false);
  });
  it("refuses a path of the wrong length and an index beyond the log", async () => {
    const leaf = await leafHash(new Uint8Array([1]));
    expect(await rootOf(leaf, 0, 1, [leaf])).toBeNull();
    expect(await rootOf(leaf, 3, 3, [])).toBeNull();
    expect(await rootOf(leaf, 0, 2, [])).toBeNull();
  });
});
