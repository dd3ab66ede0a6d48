const DAY_MS = 86_400_000;

/** Today's date in UTC, as `2027-01-31`: the same day on every machine, whatever its time zone. */
export function todayInUtc(): string {
  return new Date().toISOString().slice(0, 10);
}

/** True for a day that exists, written as `2027-01-31`; 2027-02-30 is none. */
export function isDate(text: string): boolean {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  // Some engines roll a day that does not exist over into the next month.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Days from one date to another, negative where the second is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}
