// The one-time token of a link. A browser never sends what stands behind `#`; here it leaves the address and the history at once.
let token: string | null = null;

export const linkToken = {
  /** Called before anything is drawn. */
  take(): void {
    if (location.pathname === "/enrol" && location.hash.length > 1) {
      token = decodeURIComponent(location.hash.slice(1));
      history.replaceState(null, "", "/enrol");
    }
  },
  get: (): string | null => token,
  forget(): void {
    token = null;
  },
};
