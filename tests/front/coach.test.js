// @ts-check
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { begin, finish, step } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/coach.js";
import { features } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js";
import { ordinary, recording } from "./made-people.js";
import { random } from "./made-series.js";

/** @import { Frame } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js" */

const limits = JSON.parse(readFileSync(new URL("../../scripts/coach/limits.json", import.meta.url), "utf8"));
const MOVEMENTS = ["cat_cow", "childs_pose", "hip_lift"];
const SEEDS = Array.from({ length: 6 }, (_, number) => 70_000 + number); // no limit was set by these
const HARMLESS = ["breathe"]; // said by the clock, not by a judgement

/** @param {Frame[]} frames @param {string} movement */
function events(frames, movement) {
  let state = begin(movement, limits);
  const told = [];
  for (const frame of frames) {
    const made = step(state, frame);
    state = made.state;
    told.push(...made.events);
  }
  return [...told, ...finish(state)];
}

/** @param {string} id @param {number} seed @param {Partial<import("./made-people.js").How>} [change] */
function clip(id, seed, change = {}) {
  const how = { ...ordinary(seed), ...change };
  how.rounds = Math.min(how.rounds, 3);
  return { how, ...recording(id, how, seed) };
}

/** @param {ReturnType<typeof events>} told @param {string} kind */
const only = (told, kind) => told.filter(({ event }) => event === kind);
/** @param {ReturnType<typeof events>} told */
const counted = (told) => only(told, "rep").length + only(told, "hold").length;

for (const id of MOVEMENTS) {
  test(`${id}: every repetition of people in the working range is counted, and no cue is wrong`, () => {
    for (const seed of SEEDS) {
      const { how, recording: made } = clip(id, seed);
      const told = events(made.frames, id);
      assert.equal(only(told, "rep").length, how.rounds, `seed ${seed}`);
      assert.equal(told.at(-1)?.reps, how.rounds);
      const cues = only(told, "cue").filter(({ cue }) => !HARMLESS.includes(String(cue)));
      assert.deepEqual(cues, [], `seed ${seed}`);
    }
  });

  test(`${id}: too far away or not side-on, it abstains and counts nothing`, () => {
    for (const change of [{ yaw: 50 }, { yaw: -60 }, { scale: 140 }]) {
      const told = events(clip(id, SEEDS[0], change).recording.frames, id);
      assert.equal(counted(told), 0, JSON.stringify(change));
      assert.ok(only(told, "abstain").length > 0, JSON.stringify(change));
    }
  });

  test(`${id}: an empty room is never counted`, () => {
    const frames = Array.from({ length: 200 }, (_, n) => ({
      t_s: n / 10,
      landmarks: n % 2 ? {} : null,
      outline: null,
    }));
    const told = events(frames, id);
    assert.deepEqual(
      told.map(({ event }) => event),
      ["abstain", "done"],
    );
  });

  for (const other of MOVEMENTS.filter((name) => name !== id)) {
    test(`${id}: someone who does ${other} is not counted`, () => {
      for (const seed of SEEDS.slice(0, 3)) {
        assert.equal(counted(events(clip(other, seed).recording.frames, id)), 0, `seed ${seed}`);
      }
    });
  }

  test(`${id}: the same shapes upright, as on a wall or a chair, are not counted`, () => {
    const { recording: made } = clip(id, SEEDS[0]);
    for (const way of [1, -1]) {
      /** @type {(x: number, y: number) => [number, number]} */
      const turned = (x, y) => [320 - way * (y - 300), 300 + way * (x - 320)];
      const frames = made.frames.map((frame) => {
        const rows = Object.entries(frame.landmarks ?? {}).map(([name, [x, y, z, v]]) => [
          name,
          [...turned(Number(x), Number(y)), z, v],
        ]);
        return { ...frame, landmarks: Object.fromEntries(rows), outline: frame.outline?.map(([x, y]) => turned(x, y)) };
      });
      assert.equal(counted(events(frames, id)), 0);
    }
  });

  test(`${id}: who stays still is not counted`, () => {
    const { recording: made } = clip(id, SEEDS[1], { lead_s: 40, rounds: 1 });
    assert.equal(
      counted(
        events(
          made.frames.filter(({ t_s }) => t_s < 38),
          id,
        ),
      ),
      0,
    );
  });

  test(`${id}: a walk out of the picture is told, and the coach comes back`, () => {
    const { recording: made } = clip(id, SEEDS[2], { dropped: 0, lead_s: 9, rounds: 2 });
    const frames = made.frames.map((frame) => (frame.t_s > 3 && frame.t_s < 6 ? { ...frame, landmarks: null } : frame));
    const told = events(frames, id);
    assert.deepEqual(
      only(told, "ready").map(({ again }) => again),
      [false, true],
    );
    assert.equal(only(told, "abstain")[0].reason, "body");
    assert.equal(only(told, "rep").length, 2);
  });

  test(`${id}: whatever the frames, cues are at least four seconds apart, after other words too, and none asks for more`, () => {
    let cued = 0;
    for (const seed of SEEDS) {
      const next = random(seed + 17);
      const others = MOVEMENTS.map((name) => clip(name, seed, { rounds: 3, tempo: 0.2 + next() }).recording.frames);
      let t_s = 0;
      const frames = Array.from({ length: 900 }, (_, n) => {
        t_s += next() < 0.02 ? -1 : 0.02 + 0.2 * next() ** 2;
        const rows = others[next() < 0.97 ? Math.floor(n / 300) : Math.floor(next() * 3)];
        const frame = { ...rows[n % rows.length], t_s, light: next() < 0.05 ? 0 : 1 };
        if (next() < 0.03 && frame.landmarks)
          frame.landmarks = { ...frame.landmarks, left_knee: [next() * 640, 0, 0, 1] };
        return next() < 0.05 ? { t_s, landmarks: null } : frame;
      });
      const spoken = events(frames, id).filter(({ event }) => ["cue", "abstain", "ready"].includes(event));
      for (const [place, { event, say, t_s }] of spoken.entries()) {
        if (event !== "cue") continue;
        cued += 1;
        for (const before of spoken.slice(0, place)) assert.ok(t_s - before.t_s >= limits.camera.cue.every_s);
        assert.doesNotMatch(String(say), /further|deeper|more |lower|higher than before|wrong|bad|times/i);
      }
    }
    assert.ok(cued > 0, "no cue was given at all");
  });
}

for (const id of ["childs_pose", "hip_lift"]) {
  test(`${id}: a hold is timed within 0.3 s of when the limits held`, () => {
    for (const seed of SEEDS) {
      const { how, recording: made } = clip(id, seed, { dropped: 0 });
      const square = { ...how, noise: 0, fps: 60, dropped: 0, yaw: 0, pitch: 0 }; // truth does not depend on the view
      const quiet = recording(id, square, seed).recording.frames;
      const known = limits.movements[id].limits;
      /** @type {number[]} */
      const inside = [];
      for (const frame of quiet) {
        const seen = features(frame, limits.camera);
        assert.ok(seen);
        const within =
          id === "hip_lift"
            ? seen.hipSag > known.up.over
            : seen.hipAngle < known.in.under && seen.kneeAngle < known.in_knee.under;
        if (within) inside.push(frame.t_s);
      }
      const starts = inside.filter((t_s, place) => !place || t_s - inside[place - 1] > 0.5);
      const ends = inside.filter((t_s, place) => place === inside.length - 1 || inside[place + 1] - t_s > 0.5);
      const holds = only(events(made.frames, id), "hold");
      assert.equal(holds.length, starts.length);
      for (const [place, hold] of holds.entries()) {
        const truth = ends[place] - starts[place];
        assert.ok(Math.abs(Number(hold.seconds) - truth) <= 0.3, `seed ${seed}: ${hold.seconds} for ${truth}`);
      }
    }
  });
}

for (const id of ["childs_pose", "hip_lift"]) {
  test(`${id}: what dates a hold is as a camera square to the side sees it, from wherever it is seen`, () => {
    const seenFrom = (/** @type {number} */ yaw, /** @type {number} */ pitch) =>
      clip(id, SEEDS[0], { yaw, pitch, noise: 0, dropped: 0 }).recording.frames.map((frame) =>
        features(frame, limits.camera),
      );
    const plain = seenFrom(0, 0);
    for (const [yaw, pitch] of [
      [20, 0],
      [-20, 14],
      [8, 14],
    ]) {
      for (const [place, seen] of seenFrom(yaw, pitch).entries()) {
        const [one, other] = [seen?.square, plain[place]?.square];
        assert.ok(one && other);
        for (const name of /** @type {("hipAngle" | "kneeAngle")[]} */ (["hipAngle", "kneeAngle"]))
          assert.ok(Math.abs(one[name] - other[name]) < 3, `${yaw} ${pitch} ${name} ${one[name]} ${other[name]}`);
        assert.ok(Math.abs(one.hipSag - other.hipSag) < 0.015, `${yaw} ${pitch} ${one.hipSag} ${other.hipSag}`);
      }
    }
    const one = features(
      { t_s: 0, landmarks: { left_shoulder: [0, 0], left_hip: [100, 10], left_knee: [90, 90], left_ankle: [180, 95] } },
      limits.camera,
    ); // prettier-ignore
    assert.equal(one?.square.hipAngle, one?.hipAngle, "one side alone tells nothing of the view");
  });
}

test("cat and cow are told apart, also mirrored", () => {
  for (const mirrored of [false, true]) {
    const { recording: made, values } = clip("cat_cow", SEEDS[4], { mirrored });
    for (const { event, phase, t_s } of events(made.frames, "cat_cow")) {
      if (event !== "phase" || phase === "middle") continue;
      const value = values.reduce((best, row) =>
        Math.abs(row.t_s - t_s) < Math.abs(best.t_s - t_s) ? row : best,
      ).value;
      assert.equal(Math.sign(value), phase === "round" ? 1 : -1, `${t_s} s`);
    }
  }
});

test("without an outline cat and cow are not guessed", () => {
  const { recording: made } = clip("cat_cow", SEEDS[5]);
  const told = events(
    made.frames.map((frame) => ({ ...frame, outline: null })),
    "cat_cow",
  );
  assert.equal(counted(told), 0);
  assert.equal(only(told, "abstain")[0].reason, "outline");
});

test("times out of order are told once, and the rest is judged", () => {
  const { how, recording: made } = clip("hip_lift", SEEDS[0], { dropped: 0 });
  const frames = made.frames.flatMap((frame, place) =>
    place % 20 === 5 ? [frame, { ...frame, t_s: frame.t_s - 3 }] : [frame],
  );
  const told = events(frames, "hip_lift");
  assert.equal(told.filter(({ reason }) => reason === "times").length, 1);
  assert.equal(only(told, "rep").length, how.rounds);
});

test("another body in between is not taken for the person", () => {
  const { how, recording: made } = clip("hip_lift", SEEDS[1], { dropped: 0, fps: 20 });
  const frames = made.frames.map((frame, place) => {
    if (place % 10 !== 7 || !frame.landmarks) return frame;
    const moved = Object.entries(frame.landmarks).map(([name, [x, y, z, v]]) => [
      name,
      [Number(x) + 300, Number(y) - 90, z, v],
    ]);
    return { ...frame, landmarks: Object.fromEntries(moved) };
  });
  assert.equal(only(events(frames, "hip_lift"), "rep").length, how.rounds);
});

test("a step changes nothing that it was given", () => {
  const state = begin("hip_lift", limits);
  const before = JSON.stringify(state);
  const frozen = Object.freeze(state);
  step(frozen, clip("hip_lift", SEEDS[0]).recording.frames[0]);
  assert.equal(JSON.stringify(frozen), before);
});

test("a movement that is not there is refused", () => {
  for (const name of ["", "handstand", "toString", "__proto__"]) assert.throws(() => begin(name, limits), RangeError);
});
