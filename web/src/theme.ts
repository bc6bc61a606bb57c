// The look: a calm surface, one accent for each zone, and three verdict colours that are never the only sign of a verdict.
import { type MantineColorsTuple, createTheme } from "@mantine/core";

export type Zone = "research" | "phi";

/** Which door served this page; the server writes it into the document. */
export function zoneOfDocument(): Zone {
  const content = document.querySelector('meta[name="almoner-zone"]')?.getAttribute("content");
  return content === "phi" ? "phi" : "research";
}

const lagoon: MantineColorsTuple = [
  "#eaf6f6",
  "#d3eaeb",
  "#a8d5d7",
  "#79bec2",
  "#50a8ae",
  "#2f939a",
  "#1a8088",
  "#0d6d75",
  "#075e66",
  "#034b52",
];
const plum: MantineColorsTuple = [
  "#faeff6",
  "#f1dbe8",
  "#e2b5d0",
  "#d18cb6",
  "#c0679e",
  "#ae4b8a",
  "#9a3877",
  "#872b67",
  "#762159",
  "#5d1446",
];
const ink: MantineColorsTuple = [
  "#f6f8f9",
  "#edf1f3",
  "#dfe5e8",
  "#cbd4d9",
  "#a9b6bd",
  "#84939c",
  "#64747e",
  "#4b5a64",
  "#33414a",
  "#1b262d",
];
const night: MantineColorsTuple = [
  "#dbe3e7",
  "#b4c1c8",
  "#98a7af",
  "#6d7e87",
  "#3c4c55",
  "#2c3a42",
  "#1f2b32",
  "#172127",
  "#11191e",
  "#0b1115",
];

export function themeOf(zone: Zone) {
  return createTheme({
    primaryColor: zone === "phi" ? "plum" : "lagoon",
    primaryShade: { light: 8, dark: 8 },
    colors: { lagoon, plum, gray: ink, dark: night },
    fontFamily: "Inter, 'Segoe UI', system-ui, sans-serif",
    fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', 'Liberation Mono', monospace",
    headings: { fontFamily: "Inter, 'Segoe UI', system-ui, sans-serif", fontWeight: "650" },
    defaultRadius: "md",
    cursorType: "pointer",
    respectReducedMotion: true,
    fontSizes: { xs: "0.75rem", sm: "0.8438rem", md: "0.9375rem", lg: "1.0625rem", xl: "1.25rem" },
    components: {
      Button: { defaultProps: { size: "sm" } },
      Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.55, blur: 2 }, radius: "lg" } },
    },
  });
}
