// @ts-check
/** In a page of `scripts/coach_clip.py`: hands the pictures of a clip to the detector one by one, as the coach would. */
import { sizeFor } from "/static/unspasm/islands/camera-coach/picture.js";

const FOLDER = "/static/unspasm/detector/";
const FILES = {
  bundle: `${FOLDER}vision.mjs`,
  loader: `${FOLDER}loader.mjs`,
  wasm: `${FOLDER}vision.wasm`,
  model: `${FOLDER}pose_lite.task`,
};

/** The JPEG pictures of a clip: each begins with FF D8 FF. @param {Uint8Array} bytes */
function picturesOf(bytes) {
  const starts = [];
  for (let at = 0; at + 2 < bytes.length; at += 1)
    if (bytes[at] === 0xff && bytes[at + 1] === 0xd8 && bytes[at + 2] === 0xff) starts.push(at);
  return starts.map((start, n) => new Blob([bytes.subarray(start, starts[n + 1])], { type: "image/jpeg" }));
}

/** One recording. @param {string} address @param {number} fps @param {number} every */
globalThis.record = async (address, fps, every) => {
  const pictures = picturesOf(new Uint8Array(await (await fetch(address)).arrayBuffer()));
  const worker = new Worker("/static/unspasm/islands/camera-coach/detector-worker.js", { type: "module" });
  const answer = () =>
    new Promise((done, fail) => {
      worker.onmessage = ({ data }) => (data.told === "failed" ? fail(new Error(data.why)) : done(data));
      worker.onerror = (event) => fail(new Error(event.message));
    });
  const ready = answer();
  worker.postMessage({ files: FILES });
  await ready;
  const frames = [];
  let size = [0, 0];
  for (let n = 0; n < pictures.length; n += every) {
    const whole = await createImageBitmap(pictures[n]);
    const [resizeWidth, resizeHeight] = sizeFor(whole.width, whole.height);
    const picture = await createImageBitmap(whole, { resizeWidth, resizeHeight });
    const told = answer();
    worker.postMessage({ picture, t_s: n / fps }, [picture]);
    const { frame, ms } = await told;
    frames.push({ ...frame, ms });
    size = [frame.width, frame.height];
  }
  worker.terminate();
  return { width: size[0], height: size[1], frames };
};
