export const DIVISOR: number = 5;
