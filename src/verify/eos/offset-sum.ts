/**
 * How many offsets, and a sum of 64 bits over them that does not depend on their order: two sets of offsets with the same count
 * and sums are the same but for one chance in 2^64. A set of any size is compared so in a few bytes.
 */
export class OffsetSum {
  count = 0;
  #first = 0;
  #second = 0;

  add(offset: number): void {
    const low = offset | 0;
    const high = Math.floor(offset / 4_294_967_296) | 0;
    this.count++;
    this.#first = (this.#first + mixed(low ^ Math.imul(high, 0x9e3779b1))) | 0;
    this.#second = (this.#second + mixed(Math.imul(low, 0x85ebca77) + high + 0x27d4eb2f)) | 0;
  }

  addAll(other: OffsetSum): void {
    this.count += other.count;
    this.#first = (this.#first + other.#first) | 0;
    this.#second = (this.#second + other.#second) | 0;
  }

  equals(other: OffsetSum): boolean {
    return this.count === other.count && this.#first === other.#first && this.#second === other.#second;
  }
}

/** The finaliser of MurmurHash3 (32 bits). */
function mixed(bits: number): number {
  let hash = bits | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
