// @ts-check
/**
 * The voice: recorded clips that ship with the app; else, only if the person chose it, a voice that lives on this
 * device; else a soft tone. What is said always stands on the page too. No text ever leaves the device.
 *
 * Sound never starts by itself: `prime()` belongs into a tap, and until then `speak()` stays silent.
 */

/** @typedef {"clips" | "device" | "off"} Choice */
/** @typedef {{seconds: Record<string, number>}} Index */

const WATCHDOG_S = 3; /* a device voice that has not begun by then never will */
const LATE_S = 1; /* a clip whose end is not reported is over after its length and this */
const SLOWEST_S = 0.2; /* a letter: no voice is slower */
const GAP_S = 0.16;
const TONES = { said: [440], yes: [523, 659], no: [392], unsure: [440, 494, 440], skip: [349], missing: [392, 330] };
const FNV_START = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;
const FOLDER = new URL("voice/", import.meta.url);

/** The same cut as in `knowledge/speaking.py`. @param {string} text @returns {string[]} */
export function sentences(text) {
  const plain = text.trim().split(/\s+/).join(" ");
  return plain
    .replace(/([.!?]["”’)]*) /g, "$1\n")
    .split("\n")
    .filter(Boolean);
}

/** The same name as in `knowledge/speaking.py`: 64-bit FNV-1a, 16 hex digits. @param {string} text @returns {string} */
export function clipName(text) {
  let value = FNV_START;
  for (const byte of new TextEncoder().encode(text.trim().split(/\s+/).join(" "))) {
    value = BigInt.asUintN(64, (value ^ BigInt(byte)) * FNV_PRIME);
  }
  return value.toString(16).padStart(16, "0");
}

/** Which means says this sentence. @param {Choice} choice @param {boolean} hasClip @param {boolean} hasDevice @returns {"clip" | "device" | "tone" | "nothing"} */
export function meansFor(choice, hasClip, hasDevice) {
  if (choice === "off") return "nothing";
  if (choice === "device" && hasDevice) return "device";
  if (hasClip) return "clip";
  return "tone";
}

/** @type {AudioContext | null} */
let sound = null;
/** @type {Promise<Index> | null} */
let index = null;
/** @type {Map<string, Promise<AudioBuffer | null>>} */
const kept = new Map();
/** @type {Choice | null} */
let chosen = null;
let turn = 0; /* grows with every stop: what was queued before is dropped */
/** @type {Promise<unknown>} */
let queue = Promise.resolve();
/** @type {Set<() => void>} */
const ends = new Set();

document.addEventListener("visibilitychange", () => {
  /* a locked phone or a call may have closed the sound: it goes on when the person is back */
  if (!document.hidden && sound && sound.state !== "running" && sound.state !== "closed") void sound.resume();
});

/** What the settings say: on an element of the page, or clips. @returns {Choice} */
export function choice() {
  if (chosen) return chosen;
  const marked = document.querySelector("[data-voice]");
  const wanted = marked instanceof HTMLElement ? marked.dataset.voice : "";
  return wanted === "device" || wanted === "off" ? wanted : "clips";
}

/** Overrides the settings until the page is left. @param {Choice | null} wanted */
export function choose(wanted) {
  chosen = wanted;
  if (wanted === "off") stop();
}

/** Opens the sound. To be called in the tap itself, before anything is awaited. @returns {boolean} whether there is sound */
export function prime() {
  if (choice() === "off" || typeof AudioContext === "undefined") return false;
  try {
    sound ??= new AudioContext({ latencyHint: "playback" });
    void sound.resume();
    const still = sound.createBufferSource();
    still.buffer = sound.createBuffer(1, 1, 22050);
    still.connect(sound.destination);
    still.start();
    if (choice() === "device" && "speechSynthesis" in window) speechSynthesis.getVoices();
    void clips();
    return true;
  } catch {
    return false;
  }
}

/** Whether sound was opened by a tap and there are clips to play. @returns {Promise<boolean>} */
export async function ready() {
  return primed() && Object.keys((await clips()).seconds).length > 0;
}

/** Fetches clips before they are needed. @param {string[]} texts */
export async function warm(texts) {
  const known = (await clips()).seconds;
  if (!sound) return;
  for (const name of texts.flatMap(sentences).map(clipName)) if (name in known) void buffer(name);
}

/**
 * Says one text, sentence by sentence, after whatever is being said. Resolves when it was said or stopped;
 * true means that all of it was said (or signalled by a tone).
 * @param {string} text @returns {Promise<boolean>}
 */
export function speak(text) {
  const mine = turn;
  const said = queue.then(async () => {
    for (const [place, piece] of sentences(text).entries()) {
      if (mine !== turn || !primed()) return false;
      if (place) await wait(GAP_S);
      if (mine !== turn) return false;
      await say(piece);
    }
    return mine === turn;
  });
  queue = said.catch(() => false);
  return said;
}

/** Ends what is being said and forgets what was waiting. */
export function stop() {
  turn += 1;
  for (const end of [...ends]) end();
  if ("speechSynthesis" in window) speechSynthesis.cancel();
  queue = Promise.resolve();
}

/** A soft signal. @param {keyof typeof TONES} kind @returns {Promise<void>} */
export function tone(kind) {
  if (!primed() || !sound || choice() === "off") return Promise.resolve();
  const level = sound.createGain();
  level.connect(sound.destination);
  let at = sound.currentTime + 0.01;
  for (const pitch of TONES[kind]) {
    const wave = sound.createOscillator();
    wave.frequency.value = pitch;
    level.gain.setValueAtTime(0.0001, at);
    level.gain.linearRampToValueAtTime(0.12, at + 0.03);
    level.gain.linearRampToValueAtTime(0.0001, at + 0.16);
    wave.connect(level);
    wave.start(at);
    wave.stop(at + 0.17);
    at += 0.17;
  }
  return wait(TONES[kind].length * 0.17 + 0.02);
}

/** Says the question of the sound check, and tells by what means. @param {string} [text] */
export async function soundCheck(text = "Did you hear me?") {
  await speak(text);
  return primed() ? meansFor(choice(), clipName(text) in (await clips()).seconds, deviceVoice() !== null) : "nothing";
}

/** How long the clips of a text last, in seconds; NaN where one is missing. @param {string} text */
export async function lengthOf(text) {
  const known = (await clips()).seconds;
  const pieces = sentences(text);
  return pieces.reduce((sum, piece) => sum + (known[clipName(piece)] ?? NaN), GAP_S * Math.max(0, pieces.length - 1));
}

function primed() {
  return sound !== null && sound.state !== "closed";
}

/** @param {string} text @returns {Promise<void>} */
async function say(text) {
  const name = clipName(text);
  const means = meansFor(choice(), name in (await clips()).seconds, deviceVoice() !== null);
  if (means === "nothing") return;
  if (means === "device" && (await byDevice(text))) return;
  const mine = turn;
  const clip = means === "tone" ? null : await buffer(name);
  if (mine !== turn) return;
  if (clip) await play(clip);
  else await tone("missing");
}

/** @returns {Promise<Index>} */
function clips() {
  index ??= fetch(new URL("index.json", FOLDER))
    .then((answer) => (answer.ok ? answer.json() : { seconds: {} }))
    .catch(() => ({ seconds: {} }));
  return index;
}

/** @param {string} name @returns {Promise<AudioBuffer | null>} */
function buffer(name) {
  let known = kept.get(name);
  if (!known) {
    known = fetch(new URL(`${name}.mp3`, FOLDER))
      .then((answer) => (answer.ok ? answer.arrayBuffer() : null))
      .then((bytes) => (bytes && sound ? sound.decodeAudioData(bytes) : null))
      .catch(() => null);
    kept.set(name, known);
    void known.then((clip) => clip || kept.delete(name)); /* a clip that failed is asked for again */
  }
  return known;
}

/** @param {AudioBuffer} clip @returns {Promise<void>} */
async function play(clip) {
  if (!sound) return;
  const source = sound.createBufferSource();
  source.buffer = clip;
  source.connect(sound.destination);
  await new Promise((done) => {
    const end = () => {
      clearTimeout(late);
      ends.delete(end);
      try {
        source.stop();
      } catch {
        /* it had not begun */
      }
      done(undefined);
    };
    const late = setTimeout(end, (clip.duration + LATE_S) * 1000);
    ends.add(end);
    source.onended = end;
    source.start();
  });
}

/** A voice that works on this device alone; one that sends text to a server is never used. */
function deviceVoice() {
  if (!("speechSynthesis" in window)) return null;
  const local = speechSynthesis.getVoices().filter((voice) => voice.localService === true);
  return local.find((voice) => voice.lang.toLowerCase().startsWith("en")) ?? null;
}

/** @param {string} text @returns {Promise<boolean>} whether it was said */
function byDevice(text) {
  const voice = deviceVoice();
  if (!voice) return Promise.resolve(false);
  return new Promise((done) => {
    const words = new SpeechSynthesisUtterance(text);
    words.voice = voice;
    words.lang = voice.lang;
    words.rate = 0.9;
    /** @param {boolean} said */
    const end = (said) => {
      clearTimeout(watchdog);
      ends.delete(stopped);
      done(said);
    };
    const stopped = () => end(true);
    let watchdog = setTimeout(() => {
      speechSynthesis.cancel();
      end(false);
    }, WATCHDOG_S * 1000);
    ends.add(stopped);
    words.onstart = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => end(true), (LATE_S + text.length * SLOWEST_S) * 1000); /* its end may go unreported */
    };
    words.onend = () => end(true);
    words.onerror = () => end(false);
    speechSynthesis.speak(words);
  });
}

/** @param {number} seconds @returns {Promise<void>} cut short by `stop()` */
function wait(seconds) {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      ends.delete(end);
      done(undefined);
    };
    const timer = setTimeout(end, seconds * 1000);
    ends.add(end);
  });
}
