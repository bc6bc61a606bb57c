// Where somebody wanted to go before they had to sign in. Kept in a variable: a path in the address could be made by others.
let wanted: string | null = null;

export const returnTo = {
  keep(path: string): void {
    wanted = path;
  },
  take(): string {
    const path = wanted ?? "/";
    wanted = null;
    return path;
  },
};
