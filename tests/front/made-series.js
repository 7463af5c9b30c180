// @ts-check
/**
 * Series with a known number of repetitions, made to break a counter. The same seed gives the same series.
 * The counter was set on FAMILIES with seeds below 200. Of HELD_OUT only the score was read, and one change (sizes
 * without drift) was made after reading it for curved_drift.
 *
 * @typedef {{ signal: (number | null)[], fps: number, n: number }} Made
 */

/** A small generator of numbers from 0 to 1 (mulberry32). @param {number} seed */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normal numbers. @param {() => number} next */
export const normal = (next) => () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** @param {() => number} next @param {number} low @param {number} high */
const from = (next, low, high) => low + (high - low) * next();

/**
 * One way out and back: rise, hold, fall.
 * @param {number} fps
 * @param {{ size: number, out_s: number, hold_s: number, back_s: number, sharp?: number }} shape
 */
function bump(fps, { size, out_s, hold_s, back_s, sharp = 1 }) {
  const values = [];
  const frames = (/** @type {number} */ seconds) => Math.max(1, Math.round(seconds * fps));
  const ease = (/** @type {number} */ share) => ((1 - Math.cos(Math.PI * share)) / 2) ** sharp;
  for (let i = 1; i <= frames(out_s); i += 1) values.push(size * ease(i / frames(out_s)));
  for (let i = 0; i < Math.round(hold_s * fps); i += 1) values.push(size);
  for (let i = 1; i <= frames(back_s); i += 1) values.push(size * ease(1 - i / frames(back_s)));
  return values;
}

/** @param {number} fps @param {number} seconds @param {number} [level] */
const still = (fps, seconds, level = 0) => Array.from({ length: Math.round(fps * seconds) }, () => level);

/**
 * @param {() => number} next
 * @param {{ n?: number, sizes?: [number, number], length?: [number, number], hold?: [number, number],
 *   pause?: [number, number], lead?: [number, number], sharp?: [number, number], speed?: (part: number) => number }} [how]
 */
function course(next, how = {}) {
  const n = how.n ?? 1 + Math.floor(next() * 12);
  const fps = [10, 15, 20, 25, 30, 50][Math.floor(next() * 6)];
  const usual_s = from(next, ...(how.length ?? [1.2, 6]));
  const [hold, pause, lead] = [how.hold ?? [0, 1], how.pause ?? [0, 0.8], how.lead ?? [0.3, 2]];
  const signal = still(fps, from(next, ...lead));
  for (let number = 0; number < n; number += 1) {
    const length = usual_s * from(next, 0.8, 1.25) * (how.speed?.(number / Math.max(1, n - 1)) ?? 1);
    const out = from(next, 0.35, 0.65);
    const size = from(next, ...(how.sizes ?? [0.85, 1.15]));
    const sharp = from(next, ...(how.sharp ?? [1, 1]));
    signal.push(
      ...bump(fps, { size, out_s: length * out, hold_s: from(next, ...hold), back_s: length * (1 - out), sharp }),
    );
    if (number < n - 1) signal.push(...still(fps, from(next, ...pause)));
  }
  signal.push(...still(fps, from(next, ...lead)));
  return { signal, fps, n };
}

/** @param {number[]} signal @param {() => number} next @param {number} sd */
const noisy = (signal, next, sd) => {
  const draw = normal(next);
  return signal.map((value) => value + sd * draw());
};

/** @param {() => number} next @param {{ signal: number[], fps: number, n: number }} made @param {number} [sd] @returns {Made} */
function dressed(next, { signal, fps, n }, sd = from(next, 0.005, 0.05)) {
  const [size, level] = [10 ** from(next, -2, 2.5), from(next, -3, 3)];
  const sign = next() < 0.5 ? 1 : -1;
  return { signal: noisy(signal, next, sd).map((value) => sign * size * (value + level)), fps, n };
}

/** @type {Record<string, (next: () => number) => Made>} */
export const FAMILIES = {
  plain: (next) => dressed(next, course(next)),
  noise: (next) => dressed(next, course(next), from(next, 0.05, 0.12)),
  drift: (next) => {
    const made = course(next);
    const slope = from(next, -1.5, 1.5);
    const signal = made.signal.map((value, i) => value + (slope * i) / made.signal.length);
    return dressed(next, { ...made, signal });
  },
  unequal: (next) => dressed(next, course(next, { sizes: [0.55, 1.3] })),
  pauses: (next) => dressed(next, course(next, { pause: [0, 8], hold: [0, 5] })),
  tremor: (next) => {
    const made = course(next, { length: [2, 7] });
    const [pace, size] = [from(next, 4, 7), from(next, 0.03, 0.1)];
    const signal = made.signal.map((value, i) => value + size * Math.sin((2 * Math.PI * pace * i) / made.fps));
    return dressed(next, { ...made, signal });
  },
  false_start: (next) => {
    const made = course(next, { n: 2 + Math.floor(next() * 8) });
    const size = from(next, 0.15, 0.35);
    const early = bump(made.fps, { size, out_s: from(next, 0.4, 1.2), hold_s: 0, back_s: from(next, 0.4, 1.2) });
    return dressed(next, { ...made, signal: [...still(made.fps, 0.5), ...early, ...made.signal] });
  },
  two_speeds: (next) => {
    const [change, factor] = [from(next, 0.3, 0.7), from(next, 1.8, 3)];
    return dressed(
      next,
      course(next, { length: [1, 3], n: 4 + Math.floor(next() * 8), speed: (part) => (part < change ? 1 : factor) }),
    );
  },
  half_at_end: (next) => {
    const made = course(next, { n: 1 + Math.floor(next() * 8) });
    const half = bump(made.fps, { size: from(next, 0.4, 1), out_s: from(next, 1, 2), hold_s: 0, back_s: 1 });
    const signal = [...made.signal, ...half.slice(0, half.length - made.fps)];
    return dressed(next, { ...made, signal });
  },
  half_at_start: (next) => {
    const made = course(next, { n: 1 + Math.floor(next() * 8) });
    const half = bump(made.fps, { size: from(next, 0.5, 1), out_s: 1, hold_s: 0.3, back_s: from(next, 1, 2) });
    return dressed(next, { ...made, signal: [...half.slice(made.fps), ...made.signal] });
  },
  missing: (next) => {
    const made = course(next, { length: [2, 6] });
    const { signal, fps, n } = dressed(next, made);
    const gaps = signal.map(() => next() < 0.1);
    const start = Math.floor(next() * signal.length);
    for (let i = start; i < Math.min(signal.length, start + 0.3 * fps); i += 1) gaps[i] = true;
    return { signal: signal.map((value, i) => (gaps[i] ? (i % 2 ? null : Number.NaN) : value)), fps, n };
  },
  waves: (next) => {
    const [n, fps] = [2 + Math.floor(next() * 10), 30];
    const [length, start] = [from(next, 1, 5), next() < 0.5 ? 0 : Math.PI / 2];
    const signal = Array.from(
      { length: Math.round(n * length * fps) },
      (_, i) => 0.5 * Math.sin(start + (2 * Math.PI * i) / (length * fps)),
    );
    return dressed(next, { signal, fps, n });
  },
  nothing: (next) => {
    const made = { signal: still(30, from(next, 2, 60)), fps: 30, n: 0 };
    return next() < 0.5 ? { ...made, signal: made.signal.map(() => 7.3) } : dressed(next, made);
  },
  slow: (next) => dressed(next, course(next, { length: [12, 30], n: 1 + Math.floor(next() * 5) })),
  quick: (next) =>
    dressed(
      next,
      course(next, { length: [0.5, 0.9], hold: [0, 0], pause: [0, 0.1], n: 3 + Math.floor(next() * 20) }),
      0.02,
    ),
};

/** Disturbances at the ends and within, as in recordings of people. */
Object.assign(FAMILIES, {
  walks_in: (/** @type {() => number} */ next) => {
    const made = course(next, { n: 3 + Math.floor(next() * 9) });
    const size = from(next, 1.8, 4) * (next() < 0.5 ? 1 : -1);
    const early = bump(made.fps, { size, out_s: from(next, 0.5, 1.2), hold_s: 0, back_s: from(next, 0.5, 1.2) });
    return dressed(next, { ...made, signal: [...early, ...made.signal] });
  },
  second_bump: (/** @type {() => number} */ next) => {
    const [n, fps, size] = [3 + Math.floor(next() * 9), 30, from(next, 0.2, 0.5)];
    const signal = still(fps, 1);
    for (let number = 0; number < n; number += 1) {
      const length = from(next, 1.5, 3);
      signal.push(
        ...bump(fps, { size: from(next, 0.85, 1.15), out_s: length * 0.4, hold_s: 0.3, back_s: length * 0.4 }),
      );
      signal.push(...bump(fps, { size, out_s: length * 0.25, hold_s: 0, back_s: length * 0.25 }), ...still(fps, 0.4));
    }
    return dressed(next, { signal, fps, n }, 0.015);
  },
});

/**
 * One repetition at an end is about twice as large as the others, and takes as long.
 * @param {boolean} first
 * @returns {(next: () => number) => Made}
 */
const greatAtAnEnd = (first) => (next) => {
  const [n, fps, usual_s] = [4 + Math.floor(next() * 9), 30, from(next, 1.5, 6)];
  const signal = still(fps, from(next, 0.5, 2));
  for (let number = 0; number < n; number += 1) {
    const size = number === (first ? 0 : n - 1) ? from(next, 1.7, 2.6) : from(next, 0.85, 1.15);
    const [length, out] = [usual_s * from(next, 0.85, 1.2), from(next, 0.4, 0.6)];
    const hold_s = from(next, 0, 0.5);
    signal.push(...bump(fps, { size, out_s: length * out, hold_s, back_s: length * (1 - out) }));
    signal.push(...still(fps, from(next, 0, 1)));
  }
  return dressed(next, { signal: [...signal, ...still(fps, from(next, 0.3, 2))], fps, n });
};
Object.assign(FAMILIES, {
  great_first: greatAtAnEnd(true),
  great_last: greatAtAnEnd(false),
  steep_drift: (/** @type {() => number} */ next) => {
    const made = course(next, { n: 4 + Math.floor(next() * 9) });
    const slope = from(next, 2, 4) * (next() < 0.5 ? 1 : -1);
    return dressed(next, { ...made, signal: made.signal.map((v, i) => v + (slope * i) / made.signal.length) });
  },
});

/** Kept away from the setting of the counter. @type {Record<string, (next: () => number) => Made>} */
export const HELD_OUT = {
  spikes: (next) => {
    const made = course(next);
    const { signal, fps, n } = dressed(next, made);
    const size = Math.max(...signal.map((v) => v ?? 0)) - Math.min(...signal.map((v) => v ?? 0));
    return { signal: signal.map((v) => (next() < 0.01 && v !== null ? v + (next() - 0.5) * 6 * size : v)), fps, n };
  },
  two_humps: (next) => {
    const made = course(next, { hold: [1, 2], n: 2 + Math.floor(next() * 8) });
    const dip = from(next, 0.1, 0.25);
    const draw = made.signal.map((value, i) =>
      value > 0.8 ? value - dip * Math.sin((2 * Math.PI * i) / made.fps) ** 2 : value,
    );
    return dressed(next, { ...made, signal: draw });
  },
  curved_drift: (next) => {
    const made = course(next);
    const [size, phase] = [from(next, 0.2, 0.8), from(next, 0, 6)];
    const signal = made.signal.map((v, i) => v + size * Math.sin(phase + (3 * i) / made.signal.length));
    return dressed(next, { ...made, signal });
  },
  sharp: (next) => dressed(next, course(next, { sharp: [2, 4], pause: [0, 3] })),
  coarse: (next) => {
    const made = course(next);
    return { ...made, signal: made.signal.map((value) => Math.round(value * 8) / 8) };
  },
  walking_noise: (next) => {
    const made = course(next);
    const draw = normal(next);
    let [wander, step] = [0, 0.03];
    const signal = made.signal.map((value) => {
      wander = wander * 0.98 + step * draw();
      return value + wander;
    });
    return dressed(next, { ...made, signal }, 0.01);
  },
  all_at_once: (next) => {
    const made = course(next, { sizes: [0.65, 1.25], pause: [0, 4], n: 2 + Math.floor(next() * 8) });
    const [pace, slope] = [from(next, 4, 7), from(next, -0.8, 0.8)];
    const signal = made.signal.map(
      (v, i) => v + (slope * i) / made.signal.length + 0.04 * Math.sin((2 * Math.PI * pace * i) / made.fps),
    );
    return dressed(next, { ...made, signal });
  },
};
