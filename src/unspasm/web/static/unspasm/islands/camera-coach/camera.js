// @ts-check
/** The camera: asks for it, says what is wrong with it, hands on one picture at a time. No picture is kept. */
import { sizeFor } from "./picture.js";

const AGAIN_MS = 1000; // after so long a busy camera is asked once more: one just let go of takes a moment
const SILENT_S = 4; // a camera that gives no picture for so long, while the page is seen, has stopped
const WANTED = { audio: false, video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 } } };
/** @type {Record<string, string>} */
const TROUBLE = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "absent",
  OverconstrainedError: "absent",
  NotReadableError: "in_use",
  AbortError: "in_use",
};

export class Camera {
  /**
   * @param {HTMLVideoElement} video
   * @param {(picture: ImageBitmap) => void} onPicture it is the receiver's to close
   * @param {() => boolean} isWanted whether a picture could be looked at now; others are not even copied
   * @param {(trouble: string) => void} onTrouble once, when it is over
   */
  constructor(video, onPicture, isWanted, onTrouble) {
    this.video = video;
    this.onPicture = onPicture;
    this.isWanted = isWanted;
    this.onTrouble = onTrouble;
    /** @type {MediaStream | null} */
    this.stream = null;
    this.last_ms = 0;
    this.watching = 0;
    this.taking = false;
  }

  /** Whether the picture should be shown as in a mirror. */
  get isMirror() {
    return this.stream?.getVideoTracks()[0]?.getSettings().facingMode !== "environment";
  }

  /** Empty when it runs, else what is wrong. @returns {Promise<string>} */
  async start() {
    if (!navigator.mediaDevices?.getUserMedia) return window.isSecureContext ? "absent" : "insecure";
    let trouble = await this.#open();
    if (trouble === "in_use") {
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      trouble = await this.#open();
    }
    if (trouble) return trouble;
    this.last_ms = performance.now();
    this.watching = window.setInterval(() => this.#watch(), 1000);
    this.#next();
    return "";
  }

  /** @returns {Promise<string>} */
  async #open() {
    try {
      this.stream = await navigator.mediaDevices.getUserMedia(WANTED);
      for (const track of this.stream.getVideoTracks()) track.addEventListener("ended", () => this.#over());
      this.video.srcObject = this.stream;
      await this.video.play();
    } catch (error) {
      this.stop();
      return TROUBLE[error instanceof DOMException ? error.name : ""] ?? "absent";
    }
    return "";
  }

  stop() {
    clearInterval(this.watching);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
  }

  #over() {
    if (!this.stream) return;
    this.stop();
    this.onTrouble("unplugged");
  }

  #watch() {
    if (document.hidden) this.last_ms = performance.now();
    else if (performance.now() - this.last_ms > SILENT_S * 1000) this.#over();
  }

  #next() {
    if (!this.stream) return;
    const take = () => {
      this.#next(); // before the picture is copied, so that the next one is not missed
      void this.#take();
    };
    if ("requestVideoFrameCallback" in this.video) this.video.requestVideoFrameCallback(take);
    else requestAnimationFrame(take);
  }

  async #take() {
    this.last_ms = performance.now();
    const size = sizeFor(this.video.videoWidth, this.video.videoHeight);
    if (!size || this.taking || !this.isWanted()) return;
    this.taking = true;
    const [resizeWidth, resizeHeight] = size;
    const fits = resizeWidth === this.video.videoWidth && resizeHeight === this.video.videoHeight;
    try {
      const how = { resizeWidth, resizeHeight, resizeQuality: /** @type {const} */ ("low") };
      this.onPicture(await createImageBitmap(this.video, fits ? {} : how));
    } catch {
      /* between two pictures: the next one comes soon */
    } finally {
      this.taking = false;
    }
  }
}
