// @ts-check
/// <reference lib="webworker" />
/**
 * The one file that knows the detector. It runs in a worker, so that the page never waits for it.
 *
 * In:  { files }                the addresses of the engine and its model: it gets ready
 *      { picture, t_s }         one picture, which is closed here; times must rise
 * Out: { told: "ready", ms }    how long it took
 *      { told: "frame", frame, ms }   what `step` of coach.js reads, in pixels of the picture; nothing of the picture is kept
 *      { told: "failed", why }  "webgl" or "engine"; the worker is of no use any more
 *
 * @import { Frame, Point } from "./features.js"
 * @typedef {{ bundle: string, loader: string, wasm: string, model: string }} Files
 */
import { outlineOf } from "./outline.js";

const NAMES = [
  ..."nose left_eye_inner left_eye left_eye_outer right_eye_inner right_eye right_eye_outer left_ear right_ear".split(
    " ",
  ),
  ..."mouth_left mouth_right left_shoulder right_shoulder left_elbow right_elbow left_wrist right_wrist".split(" "),
  ..."left_pinky right_pinky left_index right_index left_thumb right_thumb left_hip right_hip left_knee".split(" "),
  ..."right_knee left_ankle right_ankle left_heel right_heel left_foot_index right_foot_index".split(" "),
];
const SMALL = [32, 24]; // pixels: enough to tell how light it is
const BRIGHT = 0.9; // how light a picture is: nine tenths of it are darker

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** @type {any} */
let landmarker = null;
let last_ms = Number.NEGATIVE_INFINITY;
const small = new OffscreenCanvas(SMALL[0], SMALL[1]).getContext("2d", { willReadFrequently: true });

const complain = console.error.bind(console);
/** The engine calls its good news errors; those that are none are told as what they are. @param {unknown[]} words */
console.error = (...words) => (String(words[0]).startsWith("INFO:") ? console.info(...words) : complain(...words));

scope.onmessage = async (/** @type {MessageEvent} */ { data }) => {
  const since = performance.now();
  try {
    if (data.files) {
      if (!new OffscreenCanvas(1, 1).getContext("webgl2")) return tell({ told: "failed", why: "webgl" });
      await begin(data.files);
      return tell({ told: "ready", ms: performance.now() - since });
    }
    const frame = look(data.picture, data.t_s);
    tell({ told: "frame", frame, ms: performance.now() - since });
  } catch (error) {
    console.info(`The detector gave up: ${error}`);
    tell({ told: "failed", why: "engine" });
  }
};

/** @param {object} message */
const tell = (message) => scope.postMessage(message);

/** @param {Files} files */
async function begin({ bundle, loader, wasm, model }) {
  const { PoseLandmarker } = await import(bundle);
  const files = { wasmLoaderPath: loader, wasmBinaryPath: wasm };
  landmarker = await PoseLandmarker.createFromOptions(files, {
    baseOptions: { modelAssetPath: model, delegate: "CPU" },
    runningMode: "VIDEO",
    numPoses: 1,
    outputSegmentationMasks: true,
  });
}

/**
 * @param {ImageBitmap} picture its width must be a multiple of four, or the engine dies
 * @param {number} t_s
 * @returns {Frame}
 */
function look(picture, t_s) {
  const { width, height } = picture;
  const light = lightOf(picture);
  last_ms = Math.max(last_ms + 1, Math.round(t_s * 1000));
  const found = landmarker.detectForVideo(picture, last_ms);
  picture.close();
  try {
    const [points] = found.landmarks;
    const [mask] = found.segmentationMasks ?? [];
    const landmarks = points ? Object.fromEntries(NAMES.map((name, n) => [name, row(points[n], width, height)])) : null;
    const data = landmarks && mask ? mask.getAsFloat32Array() : null;
    const outline = data ? outlineOf({ data, width: mask.width, height: mask.height }) : null;
    return { t_s, landmarks, outline, light, width, height };
  } finally {
    found.close(); // masks that are not closed stay in memory
  }
}

/** @param {{ x: number, y: number, z: number, visibility: number }} point @param {number} width @param {number} height */
const row = ({ x, y, z, visibility }, width, height) => [x * width, y * height, z * width, visibility];

/** How light the picture is, as a share of full light. @param {ImageBitmap} picture */
function lightOf(picture) {
  if (!small) return undefined;
  small.drawImage(picture, 0, 0, SMALL[0], SMALL[1]);
  const { data } = small.getImageData(0, 0, SMALL[0], SMALL[1]);
  const lights = [];
  for (let at = 0; at < data.length; at += 4) {
    lights.push(0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]);
  }
  lights.sort((a, b) => a - b);
  return lights[Math.floor(BRIGHT * (lights.length - 1))] / 255;
}
