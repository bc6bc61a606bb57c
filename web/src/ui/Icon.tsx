// The few signs that the application uses, drawn on a 20 by 20 field. They never stand alone where they carry meaning.
const PATHS = {
  check: "M4 10.5 8.2 15 16 5.5",
  cross: "M5 5l10 10M15 5 5 15",
  question: "M7.2 7.4a2.8 2.8 0 1 1 4.4 2.3c-1 .7-1.6 1.2-1.6 2.4M10 15.2v.1",
  person: "M10 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM4 17c.4-3.4 2.8-5 6-5s5.6 1.6 6 5",
  people: "M7.5 9.5a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM2.5 16.5c.3-3 2.3-4.5 5-4.5s4.7 1.5 5 4.5M13 4.2a2.7 2.7 0 0 1 0 5.1M14.5 12.2c1.8.5 2.8 1.9 3 4.3",
  search: "M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM13 13l4 4",
  clock: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.8",
  shield: "M10 2.8 4 5v4.5c0 3.6 2.4 6.4 6 7.7 3.6-1.3 6-4.1 6-7.7V5l-6-2.2ZM7.3 10l2 2 3.5-4",
  lock: "M5.5 9h9v7.5h-9V9ZM7 9V6.5a3 3 0 0 1 6 0V9",
  key: "M8 12.5a3.7 3.7 0 1 1 2.6-1L17 17.5M14 14.5l1.6-1.6",
  list: "M7 5h9.5M7 10h9.5M7 15h9.5M3.5 5h.1M3.5 10h.1M3.5 15h.1",
  flask: "M8 3h4M8.7 3v5L4.3 15.3c-.5.9.1 1.7 1 1.7h9.4c.9 0 1.5-.8 1-1.7L11.3 8V3M6.5 12.5h7",
  funnel: "M3.5 4h13l-5 6v5.5l-3 1.5v-7l-5-6Z",
  log: "M5 3h10v14H5V3ZM8 7h4M8 10h4M8 13h2.5",
  inbox: "M3.5 11 5.5 4h9l2 7v5h-13v-5ZM3.5 11H7l1 2h4l1-2h3.5",
  heart: "M3 10h3.5L8.5 5l3 10 2-5H17",
  alert: "M10 3.5 2.5 16.5h15L10 3.5ZM10 8.5v3.5M10 14.3v.1",
  download: "M10 3v9.5M6 9l4 4 4-4M4 16.5h12",
  upload: "M10 13V3.5M6 7l4-4 4 4M4 16.5h12",
  copy: "M7.5 7.5h9v9h-9v-9ZM12.5 7.5v-4h-9v9h4",
  sun: "M10 13.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM10 2v1.8M10 16.2V18M2 10h1.8M16.2 10H18M4.3 4.3l1.3 1.3M14.4 14.4l1.3 1.3M4.3 15.7l1.3-1.3M14.4 5.6l1.3-1.3",
  moon: "M16.5 12A7 7 0 0 1 8 3.5 7 7 0 1 0 16.5 12Z",
  menu: "M3.5 5.5h13M3.5 10h13M3.5 14.5h13",
  right: "M8 4.5 13.5 10 8 15.5",
  left: "M12 4.5 6.5 10l5.5 5.5",
  down: "M4.5 8 10 13.5 15.5 8",
  up: "M4.5 12 10 6.5l5.5 5.5",
  undo: "M7.5 4 4 7.5 7.5 11M4 7.5h7.5a4.5 4.5 0 0 1 0 9H8",
  plus: "M10 4v12M4 10h12",
  edit: "M4 16l.7-3.3L13 4.3l2.7 2.7-8.4 8.3L4 16ZM11.3 6l2.7 2.7",
  flag: "M5 17.5V3.5M5 4h9.5l-2 3.5 2 3.5H5",
  send: "M17 3 9 11M17 3l-5 14-3-6-6-3 14-5Z",
  info: "M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.3v4M10 6.6v.1",
  play: "M6.5 4v12l9.5-6-9.5-6Z",
  grip: "M7.5 5v.1M7.5 10v.1M7.5 15v.1M12.5 5v.1M12.5 10v.1M12.5 15v.1",
  out: "M8.5 3.5h-5v13h5M8 10h9M13.5 6.5 17 10l-3.5 3.5",
  compare: "M3 4h5.5v12H3V4ZM11.5 4H17v12h-5.5V4Z",
  later: "M6 3.5h8M6 16.5h8M7 3.5c0 4 6 4.5 6 6.5s-6 2.5-6 6.5M13 3.5c0 4-6 4.5-6 6.5s6 2.5 6 6.5",
  eye: "M2.5 10S5 4.8 10 4.8 17.5 10 17.5 10 15 15.2 10 15.2 2.5 10 2.5 10ZM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z",
  system: "M3 4h14v5H3V4ZM3 11h14v5H3v-5ZM6 6.5h.1M6 13.5h.1",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18, strong = false }: { name: IconName; size?: number; strong?: boolean }) {
  return (
    <svg
      className="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth={strong ? 2.4 : 1.6}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
