// @ts-check
/**
 * Counts repetitions in one plain series, without being told the movement, its size or its direction.
 *
 * 1. Gaps are bridged, single wild values taken out, and the rest smoothed just as much as its own noise asks for.
 * 2. A drift that outdoes the movement is taken off. Turning points that stand out by at least a threshold give swings
 *    (a zigzag: slow drift and size do not matter).
 * 3. Every threshold gives a count. The one kept is the steadiest: the widest range of thresholds that agree, with
 *    swings of like size and repetitions of like length.
 * 4. A repetition is two swings. Parts of a swing at either end count as parts, so half a repetition is none.
 * 5. Where that leaves a doubt, every way out from rest and back is counted instead; one or two in doubt are none.
 * 6. Then all is done again after a running median that takes out what is far shorter than a repetition.
 * 7. The side on which the series begins and ends, or else dwells, is rest: a repetition goes out from there and back.
 *
 * @import { Counted } from "./turns.js"
 */
import {
  filled,
  highestOf,
  lowestOf,
  median,
  noiseOf,
  quantile,
  runningMedian,
  smoothed,
  withoutSlips,
  withoutSpikes,
} from "./filters.js";
import { fromRest } from "./levels.js";
import { bounded, steadiest } from "./turns.js";

/** Properties of the method; none belongs to a movement. */
const METHOD = {
  spike: 8, // usual distances from the running median
  slip: 0.12, // a tracker slips by at least this share of the size,
  slip_noise: 8, // so many times the noise,
  slip_times: 5, // and the usual step around it, of so many samples on each side,
  slip_near: 5,
  slip_s: 0.3, // for no longer than this,
  slip_back: 0.6, // and comes back to within this share of the slip
  blink: 0.3, // a running median over this share of a repetition takes out what is far shorter,
  blink_s: 0.6, // but over no more than this,
  worse: 0.1, // unless less speaks for what is left then
  tremor_s: 0.06, // smoothing that a hand's tremor does not survive and a quick repetition does
  quiet: 0.06, // share of the size that smoothed noise may have
  widest_s: 0.6, // most smoothing
  noise: 9, // a movement is so many times the smoothed noise
  fast: 0.2, // share of the raw range that must remain after smoothing
  sure: 0.6, // merit below this leaves a doubt,
  few: 2, // and so few doubtful repetitions are none
  drift: 1, // a drift over all so many times the size of the movement outdoes it
  end: 0.05, // share of the series that shows the slope at an end
  left: 0.3, // share of the size that must be left without the slope
  fair: 0.15, // share of a great swing at an end that even ones after it have at least
  small: 0.4, // share of the usual swing that every swing of the inner part has
};

/**
 * @param {(number | null | undefined)[]} signal missing values may be null or not finite
 * @param {number} fps samples a second
 * @returns {Counted}
 */
export function count(signal, fps) {
  const known = filled(signal);
  if (known.length < 5) return { n: 0, reps: [] };
  const clean = withoutSpikes(steadied(known, fps), METHOD.spike);
  const first = counted(clean, fps);
  const lengths = first.reps.map(([start, end]) => end - start);
  const usual = lengths.length ? median(lengths) : first.moves ? Number.POSITIVE_INFINITY : 0;
  const half = Math.floor(Math.min(METHOD.blink * usual, METHOD.blink_s * fps) / 2);
  if (!(half >= 1)) return { n: first.n, reps: first.reps };
  const again = counted(runningMedian(clean, half), fps);
  const more = first.n <= METHOD.few && again.n > METHOD.few; // a blink may have outdone all the rest
  const better = first.n > 0 && again.n > 0 && again.merit > first.merit - METHOD.worse;
  const { n, reps } = more || better ? again : first;
  return { n, reps };
}

/**
 * @param {number[]} clean
 * @param {number} fps
 * @returns {Counted & { merit: number, moves: boolean }} `moves`: there is more than noise
 */
function counted(clean, fps) {
  const none = { n: 0, reps: [], merit: Number.NEGATIVE_INFINITY, moves: false };
  const series = quiet(clean, fps);
  if (!series) return none;
  const plain = upright(series);
  if (plain) return { ...plain, moves: true };
  const { turns, merit } = steadiest(series);
  const sure = merit >= METHOD.sure;
  const made = beyond(series, bounded(series, sure ? turns : fromRest(series, turns)));
  if (!made.n) return { ...drifting(series), merit, moves: true };
  return sure || made.n > METHOD.few ? { ...made, merit, moves: true } : { ...none, moves: true };
}

/**
 * Without the slips of a tracker, in the measure of this series.
 * @param {number[]} known
 * @param {number} fps
 */
function steadied(known, fps) {
  const least = Math.max(METHOD.slip * spread(known), METHOD.slip_noise * noiseOf(known));
  const most = Math.max(2, Math.round(METHOD.slip_s * fps));
  return withoutSlips(known, {
    most,
    near: METHOD.slip_near,
    times: METHOD.slip_times,
    least,
    share: METHOD.slip_back,
  });
}

/**
 * Several sure repetitions on a drift that outdoes them: counted without it; null where there is none such. The size of
 * all would be that of the drift, and the repetitions would look like its tremor.
 * @param {number[]} series
 * @returns {(Counted & { merit: number }) | null}
 */
function upright(series) {
  const middle = (series.length - 1) / 2;
  const sums = series.reduce(
    ([xy, xx], value, place) => [xy + (place - middle) * value, xx + (place - middle) ** 2],
    [0, 0],
  );
  const slope = sums[0] / sums[1];
  const level = series.map((value, place) => value - slope * place);
  if (Math.abs(slope) * series.length < METHOD.drift * spread(level)) return null;
  const { turns, merit } = steadiest(level);
  const made = bounded(level, turns);
  return merit >= METHOD.sure && made.n > METHOD.few ? { ...made, merit } : null;
}

/**
 * A repetition or two on a steep drift: counted without the slope on which both ends of the series agree.
 * @param {number[]} series
 * @returns {Counted}
 */
function drifting(series) {
  const length = Math.max(5, Math.round(METHOD.end * series.length));
  const slope = (/** @type {number[]} */ part) => (part[part.length - 1] - part[0]) / (part.length - 1);
  const [first, last] = [slope(series.slice(0, length)), slope(series.slice(-length))];
  const common = first * last > 0 ? Math.sign(first) * Math.min(Math.abs(first), Math.abs(last)) : 0;
  const level = series.map((value, place) => value - common * place);
  const found = common && spread(level) > METHOD.left * spread(series) ? steadiest(level).turns : [];
  return bounded(level, found);
}

/**
 * Where one or two great swings (someone walks in or off, the sensor is put on) stand at the ends, and at least three
 * even ones of a fair size are in the longer rest of the series, those are meant.
 * @param {number[]} series
 * @param {Counted} found
 * @returns {Counted}
 */
function beyond(series, found) {
  if (found.n > 2) return found;
  const least = METHOD.fair * (highestOf(series) - lowestOf(series));
  let [start, inner] = [0, series];
  for (let end = 0; end < 2; end += 1) {
    const { from, part } = longerPart(inner);
    [start, inner] = [start + from, part];
    if (inner.length < series.length / 2 || spread(inner) < least) return found;
    const { turns } = steadiest(inner);
    const swings = turns.slice(1).map((place, number) => Math.abs(inner[place] - inner[turns[number]]));
    if (turns.length < 7 || lowestOf(swings) < METHOD.small * median(swings) || median(swings) < least) continue;
    const { n, reps } = bounded(inner, turns);
    return { n, reps: reps.map(([from, to]) => [from + start, to + start]) };
  }
  return found;
}

/**
 * The longer side of the wildest value, from where the series is back among its usual values.
 * @param {number[]} series
 */
function longerPart(series) {
  const usual = median(series);
  const away = series.map((value) => Math.abs(value - usual));
  const wildest = away.indexOf(highestOf(away));
  const right = wildest < series.length / 2;
  const side = right ? series.slice(wildest) : series.slice(0, wildest + 1);
  const [low, high] = [quantile(side, 0.1), quantile(side, 0.9)];
  const room = METHOD.left * (high - low);
  const back = (/** @type {number} */ value) => value >= low - room && value <= high + room;
  if (!right) return { from: 0, part: side.slice(0, side.map(back).lastIndexOf(true) + 1) };
  const from = side.findIndex(back);
  return { from: wildest + from, part: side.slice(from) };
}

/**
 * The series, smoothed as its noise asks for; null where nothing moves.
 * @param {number[]} clean
 * @param {number} fps
 * @returns {number[] | null}
 */
function quiet(clean, fps) {
  const noise = noiseOf(clean);
  const raw = spread(clean);
  const size = highestOf(clean.map(Math.abs));
  if (!(raw > 1e-9 * size) || !(raw > 0)) return null;
  let sigma = Math.max(METHOD.tremor_s * fps, 0);
  for (;;) {
    const series = smoothed(clean, sigma);
    const left = noise / Math.sqrt(Math.max(1, 2 * Math.sqrt(Math.PI) * sigma));
    const now = spread(series);
    if (left <= METHOD.quiet * now || sigma >= METHOD.widest_s * fps) {
      return now > METHOD.noise * left && now > METHOD.fast * raw ? series : null;
    }
    sigma = Math.max(0.5, sigma * 1.25);
  }
}

/** @param {number[]} series */
function spread(series) {
  return quantile(series, 0.98) - quantile(series, 0.02);
}
