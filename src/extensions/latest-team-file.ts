let latest: string | undefined;

/** To be called before a team's file is loaded: what it starts may fail when nobody waits for it. */
export function rememberTeamFile(file: string): void {
  latest = file;
}

/** The team's file that was loaded last, as it is shown; undefined where there was none. */
export function latestTeamFile(): string | undefined {
  return latest;
}
