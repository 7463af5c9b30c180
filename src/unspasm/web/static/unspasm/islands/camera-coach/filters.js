// @ts-check
/** Small pure filters: medians, gaps, spikes, smoothing. Series are plain arrays of numbers. */

/** The middle of the numbers; NaN of none. @param {number[]} numbers */
export function median(numbers) {
  return quantile(numbers, 0.5);
}

/** The highest of the numbers, however many. @param {number[]} numbers */
export const highestOf = (numbers) => numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);

/** The lowest of the numbers, however many. @param {number[]} numbers */
export const lowestOf = (numbers) => numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);

/**
 * @param {number[]} numbers
 * @param {number} share 0 to 1
 */
export function quantile(numbers, share) {
  if (!numbers.length) return Number.NaN;
  const sorted = Float64Array.from(numbers).sort();
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

/**
 * The series with every missing value put on the straight line between its neighbours; empty if none is there.
 * @param {(number | null | undefined)[]} series
 * @returns {number[]}
 */
export function filled(series) {
  const known = [...series.keys()].filter((place) => Number.isFinite(series[place]));
  if (!known.length) return [];
  const value = (/** @type {number} */ place) => /** @type {number} */ (series[place]);
  let next = 0;
  return series.map((_, place) => {
    while (next < known.length && known[next] < place) next += 1;
    if (next === 0) return value(known[0]);
    if (next === known.length) return value(known[known.length - 1]);
    const [before, after] = [known[next - 1], known[next]];
    return value(before) + ((value(after) - value(before)) * (place - before)) / (after - before);
  });
}

/**
 * The median of each place and `half` places on both sides.
 * @param {number[]} series
 * @param {number} half
 */
export function runningMedian(series, half) {
  return series.map((_, place) => median(series.slice(Math.max(0, place - half), place + half + 1)));
}

/**
 * Takes out single wild values: those that lie far from the median of five, by the measure of the whole series.
 * @param {number[]} series
 * @param {number} times how many usual distances are too far
 */
export function withoutSpikes(series, times) {
  const middle = runningMedian(series, 2);
  const away = series.map((value, place) => Math.abs(value - middle[place]));
  const far = times * Math.max(quantile(away, 0.9), 1e-12);
  return series.map((value, place) => (away[place] > far ? middle[place] : value));
}

/**
 * The value at each place of a straight line fitted with Gaussian weights: a mean that keeps slopes at the ends.
 * @param {number[]} series
 * @param {number} sigma in samples
 */
export function smoothed(series, sigma) {
  if (sigma < 0.3) return series;
  const reach = Math.min(Math.ceil(3 * sigma), series.length);
  const weights = Array.from({ length: reach + 1 }, (_, gap) => Math.exp(-0.5 * (gap / sigma) ** 2));
  return series.map((_, place) => {
    let [w, wx, wxx, wy, wxy] = [0, 0, 0, 0, 0];
    for (let at = Math.max(0, place - reach); at <= Math.min(series.length - 1, place + reach); at += 1) {
      const [gap, weight] = [at - place, weights[Math.abs(at - place)]];
      w += weight;
      wx += weight * gap;
      wxx += weight * gap * gap;
      wy += weight * series[at];
      wxy += weight * gap * series[at];
    }
    const size = w * wxx - wx * wx;
    return size > 1e-12 ? (wxx * wy - wx * wxy) / size : wy / w;
  });
}

/**
 * How large the noise from sample to sample is: the standard deviation that white noise would need to jump so much.
 * Higher differences do not take a quick movement for noise; the least of three is kept.
 * @param {number[]} series
 */
export function noiseOf(series) {
  let [rest, least, size] = [series, Number.POSITIVE_INFINITY, 1];
  for (let order = 1; order <= 6; order += 1) {
    rest = rest.slice(1).map((value, place) => value - rest[place]);
    size *= (2 * (2 * order - 1)) / order; // the sum of the squared binomials
    if (order % 2 === 0 && rest.length)
      least = Math.min(least, median(rest.map(Math.abs)) / (0.6745 * Math.sqrt(size)));
  }
  return Number.isFinite(least) ? least : 0;
}

/**
 * Takes out short slips of a tracker: a jump away that no movement around it explains, and a jump back within `most`
 * samples. What lies between is put on the straight line.
 * @param {number[]} series
 * @param {{ most: number, near: number, times: number, least: number, share: number }} how `near`: samples on each side
 *   that show how fast things move here; a jump is so many `times` their middle, at least `least`; back to within this
 *   `share` of the jump
 */
export function withoutSlips(series, { most, near, times, least, share }) {
  const made = [...series];
  const steps = series.slice(1).map((value, place) => Math.abs(value - series[place]));
  const jumps = steps.map((size, place) => {
    if (!(size > least)) return false;
    return size > times * median(steps.slice(Math.max(0, place - near), place + near + 1));
  });
  for (let place = 0; place < jumps.length; place += 1) {
    if (!jumps[place]) continue;
    const [before, by] = [made[place], series[place + 1] - made[place]];
    for (let end = place + 1; end <= Math.min(place + most, jumps.length - 1); end += 1) {
      if (!jumps[end] || (series[end + 1] - series[end]) * by > 0) continue;
      if (Math.abs(series[end + 1] - before) > share * Math.abs(by)) continue;
      for (let at = place + 1; at <= end; at += 1)
        made[at] = before + ((series[end + 1] - before) * (at - place)) / (end + 1 - place);
      place = end;
      break;
    }
  }
  return made;
}
