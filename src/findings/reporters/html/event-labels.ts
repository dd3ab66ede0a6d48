/** A label that starts just right of its event's line. */
export interface PlacedLabel {
  x: number;
  width: number;
  /** 0 is the lane next to the plot; a line runs from its label's lane through all below. */
  lane: number;
}

/** Between a line and its own label, and between a label and the next line. */
export const LABEL_GAP = 5;
/** Of the 12 px font, on the safe side: the page may be shown in a wider one. */
const CHARACTER_WIDTH = 7.4;
const LABEL_MAX = 44;

export function labelWidth(text: string): number {
  return text.length * CHARACTER_WIDTH + 2 * LABEL_GAP;
}

/** Cut where it is long: the table beneath the plot has it whole. */
export function shortLabel(text: string): string {
  const characters = [...text];
  return characters.length <= LABEL_MAX ? text : `${characters.slice(0, LABEL_MAX - 1).join('')}…`;
}

/**
 * Lanes in which no label covers another and no line runs through one: a label stands above the lines of all events
 * that it spans. Takes and gives the events from left to right.
 */
export function placeLabels(events: readonly {x: number; width: number}[]): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  for (const {x, width} of [...events].reverse()) {
    const spanned = placed.filter(one => one.x < x + width);
    placed.push({x, width, lane: spanned.length === 0 ? 0 : Math.max(...spanned.map(one => one.lane)) + 1});
  }
  return placed.reverse();
}
