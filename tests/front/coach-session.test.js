// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import * as sessions from "../../src/unspasm/web/static/unspasm/islands/camera-coach/session.js";
import { limits, words } from "./coach-words.js";
import { ordinary, recording } from "./made-people.js";

/** @import { Frame } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/features.js" */
/** @import { Kind, Session } from "../../src/unspasm/web/static/unspasm/islands/camera-coach/session.js" */

const SEED = 71_000;
const PLAN = { reps: 3, hold_s: 3, round_s: 11 };
/** @param {string} movement @param {Partial<typeof PLAN>} [plan] */
const value = (movement, plan = {}) => ({ movement, limits, words, plan: { ...PLAN, ...plan } });

/** @param {string} id @param {Partial<import("./made-people.js").How>} [change] */
function people(id, change = {}) {
  const how = { ...ordinary(SEED), ...change };
  how.rounds = Math.min(how.rounds, 3);
  return { how, frames: recording(id, how, SEED).recording.frames };
}

/** Everything that happens, with the clock of the page between the frames. @param {Session} session @param {Frame[]} frames @param {number} from_s */
function played(session, frames, from_s) {
  /** @type {{ t_s: number, kind: Kind, text: string, stage: string }[]} */
  const heard = [];
  /** @param {import("../../src/unspasm/web/static/unspasm/islands/camera-coach/session.js").Made} made @param {number} t_s */
  const keep = (made, t_s) => {
    for (const said of made.said) heard.push({ t_s, ...said, stage: made.session.stage });
    return made.session;
  };
  let now = session;
  for (const frame of frames) {
    const t_s = from_s + frame.t_s;
    now = keep(sessions.withTime(now, t_s), t_s);
    now = keep(sessions.withFrame(now, { ...frame, t_s }), t_s);
  }
  return { session: now, heard };
}

/** Time alone. @param {Session} session @param {number} from_s @param {number} for_s */
function waited(session, from_s, for_s) {
  const frames = Array.from({ length: Math.round(for_s * 5) }, (_, n) => ({ t_s: n / 5, landmarks: null }));
  return played(session, frames, from_s);
}

/** In place and counted down. @param {string} id @param {Partial<typeof PLAN>} [plan] */
function going(id, plan) {
  const made = sessions.startNow(sessions.begin(value(id, plan), 0));
  const { session, heard } = waited(made.session, 0, words.look.place_s + words.look.count_from + 2);
  assert.equal(session.stage, "go");
  return { session, heard: [...made.said, ...heard] };
}

/** @type {Frame} */
const NOBODY = { t_s: 0, landmarks: null, outline: null };

test("who is seen well is told so, warned once, and counted down in order", () => {
  const { frames } = people("hip_lift");
  const looked = played(sessions.begin(value("hip_lift"), 0), frames.slice(0, 60), 0);
  assert.equal(looked.session.stage, "count");
  assert.deepEqual(
    looked.heard.map(({ text }) => text),
    [`${words.look.seen} ${words.start}`],
  );
  const { heard } = waited(looked.session, looked.session.now_s, 30);
  const texts = heard.map(({ text }) => text);
  assert.deepEqual(texts.slice(0, words.look.count_from + 1), ["5", "4", "3", "2", "1", words.look.go]);
});

for (const [change, reason] of /** @type {[Partial<import("./made-people.js").How>, string][]} */ ([
  [{ yaw: 60 }, "side_on"],
  [{ scale: 120 }, "distance"],
])) {
  test(`the live check asks for what is wrong: ${reason}`, () => {
    const { frames } = people("hip_lift", change);
    const { session, heard } = played(sessions.begin(value("hip_lift"), 0), frames.slice(0, 300), 0);
    assert.equal(session.stage, "look");
    assert.ok(heard.some(({ text }) => text === words.look[reason]));
    for (const [n, { t_s }] of heard.entries())
      if (n) assert.ok(t_s - heard[n - 1].t_s >= limits.camera.cue.every_s - 1e-9, "calm");
  });
}

test("an empty room never begins by itself, and after a while it offers to go on without", () => {
  const { session, heard } = waited(sessions.begin(value("cat_cow"), 0), 0, words.look.patient_s + 5);
  assert.equal(session.stage, "look");
  assert.equal(session.patient, true);
  assert.ok(heard.length <= (words.look.patient_s + 5) / words.look.repeat_s + 1);
});

for (const id of ["cat_cow", "childs_pose", "hip_lift"]) {
  test(`${id}: counted as the coach counts, numbers said one by one, and it ends by itself after the last`, () => {
    const { how, frames } = people(id);
    const { session: ready } = going(id, { reps: how.rounds, round_s: 20 });
    const { session, heard } = played(ready, [...frames, ...pause(frames)], ready.now_s + 0.1);
    const said = heard.filter(({ kind }) => kind === "count").map(({ text }) => text);
    assert.deepEqual(
      said,
      Array.from({ length: how.rounds }, (_, n) => `${n + 1}`),
    );
    assert.equal(session.stage, "over");
    assert.equal(session.outcome, "done");
    assert.equal(heard.at(-1)?.text, words.go.last);
    const kept = sessions.numbers(session);
    assert.equal(kept.reps, how.rounds);
    assert.ok(kept.seen_s > 5 && kept.unseen_s < 5, JSON.stringify(kept));
    assert.ok([...kept.rep_s, ...kept.hold_s].every((seconds) => seconds > 0 && seconds < 60));
  });
}

/** The last frame for some seconds more. @param {Frame[]} frames */
function pause(frames) {
  const last = frames[frames.length - 1];
  return Array.from({ length: 40 }, (_, n) => ({ ...last, t_s: last.t_s + (n + 1) / 10 }));
}

test("the words of the tempo are said in the first round, and again whenever only the time is kept", () => {
  const { session } = going("cat_cow");
  const said = (/** @type {Session} */ at, /** @type {number} */ round) =>
    sessions.withPhase(at, { say: "Breathe out.", round }).said.length;
  assert.equal(said({ ...session, judging: true }, 1), 1);
  assert.equal(said({ ...session, judging: true }, 2), 0);
  assert.equal(said({ ...session, judging: false }, 2), 1);
  assert.equal(said({ ...session, stage: "look" }, 1), 0);
});

test("a camera that stops is said once, and the session goes on by the clock to its end", () => {
  const { session } = going("hip_lift");
  const made = sessions.withoutCamera(session, "unplugged");
  assert.match(made.said[0].text, /has stopped.*keep the time/);
  assert.equal(made.said[0].shown, words.trouble.goes_on, "why stands on the page already");
  assert.equal(sessions.withoutCamera(made.session, "engine").said.length, 0);
  assert.equal(sessions.withFrame(made.session, NOBODY).session.reps, 0);
  const { session: end, heard } = waited(made.session, made.session.now_s, PLAN.reps * PLAN.round_s + 2);
  assert.equal(end.stage, "over");
  assert.equal(end.outcome, "done");
  assert.equal(heard.at(-1)?.text, words.go.time);
  assert.deepEqual(sessions.numbers(end).reps, 0);
  assert.ok(sessions.numbers(end).unseen_s >= PLAN.reps * PLAN.round_s - 1);
});

test("a camera that was never there leads straight to the movement", () => {
  const made = sessions.withoutCamera(sessions.begin(value("cat_cow"), 0), "absent");
  assert.equal(made.session.stage, "count");
  assert.equal(made.said.length, 1);
  assert.equal(
    sessions.withoutCamera(sessions.begin(value("cat_cow"), 0), "").said.length,
    0,
    "who wished it is told nothing",
  );
});

test("without anything counted it ends when the usual time is over, with counting it waits for slow people", () => {
  const { session } = going("cat_cow");
  const usual_s = PLAN.reps * PLAN.round_s;
  assert.equal(waited(session, session.now_s, usual_s + 2).session.stage, "over");
  const counting = { ...session, reps: 1 };
  assert.equal(waited(counting, session.now_s, usual_s + 2).session.stage, "go");
  assert.equal(waited(counting, session.now_s, words.go.longest_times * usual_s + 2).session.stage, "over");
});

test("a stop by the person is a stop, unless all was done", () => {
  const { session } = going("cat_cow");
  assert.equal(sessions.stop(session).session.outcome, "stopped");
  assert.equal(sessions.stop({ ...session, reps: PLAN.reps }).session.outcome, "done");
  const over = sessions.stop(session).session;
  assert.deepEqual(sessions.stop(over).said, [], "it ends once");
});

/** Flat on the back, legs out. @param {number} t_s @param {number} [moved] */
function flat(t_s, moved = 0) {
  /** @type {Record<string, number[]>} */
  const landmarks = {};
  const places = { shoulder: 100, elbow: 160, wrist: 220, hip: 240, knee: 360, ankle: 470 };
  for (const side of ["left", "right"])
    for (const [name, x] of Object.entries(places))
      landmarks[`${side}_${name}`] = [x + moved, 390 + (name === "knee" ? -8 : 0) + moved, 0, 0.95];
  return { t_s, landmarks, outline: null, width: 640, height: 480 };
}

test("lying flat and still for three seconds stops it; shifting about does not", () => {
  const { session } = going("cat_cow");
  const at = session.now_s + 0.1;
  const still = Array.from({ length: 50 }, (_, n) => flat(n / 10));
  const { session: end, heard } = played(session, still, at);
  assert.equal(end.stage, "over");
  assert.equal(end.outcome, "stopped");
  const stopped = heard.find(({ text }) => text === words.go.still);
  assert.ok(stopped && stopped.t_s - at >= words.still.for_s && stopped.t_s - at < words.still.for_s + 0.5);
  const restless = Array.from({ length: 50 }, (_, n) => flat(n / 10, n % 20 < 10 ? 0 : 40));
  assert.equal(played(session, restless, at).session.stage, "go");
});

test("resting between lifts with bent knees is not a stop", () => {
  const { frames } = people("hip_lift");
  const { session } = going("hip_lift", { reps: 9 });
  const rest = Array.from({ length: 120 }, (_, n) => ({ ...frames[0], t_s: n / 10 }));
  assert.equal(played(session, rest, session.now_s + 0.1).session.stage, "go");
});

test("what was slept through is not counted as time", () => {
  const { session } = going("cat_cow");
  const late = sessions.withTime(session, session.now_s + 3600).session;
  assert.ok(late.active_s - session.active_s <= 1);
});

test("a hold that was going on when it ended is kept", () => {
  const { frames } = people("childs_pose");
  const { session } = going("childs_pose", { reps: 9 });
  const half = frames.findIndex((_, n) => inHold(played(session, frames.slice(0, n), session.now_s + 0.1).session, n));
  const held = played(session, frames.slice(0, half + 30), session.now_s + 0.1).session;
  const end = sessions.stop(held).session;
  assert.equal(end.hold_s.length, 1);
});

/** @param {Session} session @param {number} n */
const inHold = (session, n) => n % 10 === 0 && session.phase === "in";
