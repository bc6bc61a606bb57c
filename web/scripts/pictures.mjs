// Puts pictures that the journeys made into docs/images: those of the README and the guides, with a palette of 256 colours, which the
// eye does not tell from the original and which is a third of its size.
// usage: node scripts/pictures.mjs [folder of the journeys' pictures]
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync, inflateSync } from "node:zlib";

/** Which pictures the documents show. */
const SHOWN = [
  "journey-access", "journey-account", "journey-accounts", "journey-answer", "journey-approved", "journey-audit", "journey-break-glass",
  "journey-candidate", "journey-candidates", "journey-contact", "journey-contact-queue", "journey-contact-status", "journey-criteria",
  "journey-decided", "journey-deid-note", "journey-edit", "journey-enrol", "journey-funnel", "journey-health", "journey-ingest",
  "journey-patients", "journey-proof", "journey-review-queue", "journey-sign-in", "journey-trials", "journey-version",
];
/** No picture weighs more, so that the repository stays light. */
const LIMIT = 150_000;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const from = process.argv[2] ?? join(root, "artefacts");
const to = join(root, "..", "docs", "images");

function* chunks(png) {
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    yield [png.toString("latin1", at + 4, at + 8), png.subarray(at + 8, at + 8 + length)];
    at += 12 + length;
  }
}

/** The pixels of a picture of eight bits a channel, three or four channels, without interlacing (PNG 3rd edition, 9.2). */
function pixels(png) {
  const data = [];
  let header = Buffer.alloc(13);
  for (const [kind, content] of chunks(png)) {
    if (kind === "IHDR") header = content;
    if (kind === "IDAT") data.push(content);
  }
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  const channels = { 2: 3, 6: 4 }[header[9]];
  if (header[8] !== 8 || !channels || header[12] !== 0) throw new Error("not a picture as a browser makes them");
  const raw = inflateSync(Buffer.concat(data));
  const stride = width * channels;
  const lines = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const a = x >= channels ? lines[y * stride + x - channels] : 0;
      const b = y > 0 ? lines[(y - 1) * stride + x] : 0;
      const c = x >= channels && y > 0 ? lines[(y - 1) * stride + x - channels] : 0;
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      const paeth = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
      const guess = [0, a, b, (a + b) >> 1, paeth][filter];
      lines[y * stride + x] = (raw[y * (stride + 1) + 1 + x] + guess) & 255;
    }
  }
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at += 1) {
    colours[at] = (lines[at * channels] << 16) | (lines[at * channels + 1] << 8) | lines[at * channels + 2];
  }
  return { width, height, colours };
}

/** The commonest colours, and for each other one the nearest of them. */
function palette(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 256).map(([colour]) => colour);
  const place = new Map(kept.map((colour, at) => [colour, at]));
  const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
  for (const colour of counts.keys()) {
    if (place.has(colour)) continue;
    const [r, g, b] = parts(colour);
    let [best, least] = [0, Infinity];
    kept.forEach((other, at) => {
      const [r2, g2, b2] = parts(other);
      const far = (r - r2) ** 2 + (g - g2) ** 2 + (b - b2) ** 2;
      if (far < least) [best, least] = [at, far];
    });
    place.set(colour, best);
  }
  return { bytes: Buffer.from(kept.flatMap(parts)), place };
}

function chunk(kind, content) {
  const named = Buffer.concat([Buffer.from(kind, "latin1"), content]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

function small(png) {
  const { width, height, colours } = pixels(png);
  const { bytes, place } = palette(colours);
  const lines = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, at) => {
    lines[at + Math.floor(at / width) + 1] = place.get(colour);
  });
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 3;
  return Buffer.concat([SIGNATURE, chunk("IHDR", header), chunk("PLTE", bytes), chunk("IDAT", deflateSync(lines, { level: 9 })), chunk("IEND", Buffer.alloc(0))]);
}

mkdirSync(to, { recursive: true });
let whole = 0;
for (const name of SHOWN) {
  const picture = small(readFileSync(join(from, `${name}.png`)));
  if (picture.length > LIMIT) throw new Error(`${name} has ${picture.length} bytes of ${LIMIT}`);
  writeFileSync(join(to, `${name}.png`), picture);
  whole += picture.length;
}
console.log(`${SHOWN.length} pictures, ${Math.round(whole / 1000)} kB, in docs/images`);
