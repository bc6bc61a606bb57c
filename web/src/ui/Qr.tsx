// A QR code, drawn here: the secret in it must not travel to a service that draws pictures.
import { encode } from "uqr";

export function Qr({ text, label }: { text: string; label: string }) {
  const code = encode(text, { ecc: "M", border: 3 });
  let path = "";
  code.data.forEach((row, y) => {
    row.forEach((dark, x) => {
      if (dark) path += `M${x} ${y}h1v1h-1z`;
    });
  });
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${code.size} ${code.size}`} shapeRendering="crispEdges">
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
