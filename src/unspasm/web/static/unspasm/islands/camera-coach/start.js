// @ts-check
/** The way into the camera coach. Its code, the detector and the camera come only with the tap on Start. */
import * as voice from "../../voice.js";

for (const root of document.querySelectorAll("[data-module=camera-coach]")) {
  if (!(root instanceof HTMLElement)) continue;
  root.classList.add("scripted");
  for (const button of root.querySelectorAll("[data-begin]")) {
    button.addEventListener("click", () => {
      const wanted = button.getAttribute("data-begin") === "voice";
      if (wanted && voice.choice() === "off") voice.choose("clips");
      const aloud = wanted && voice.prime(); // sound opens in the tap itself
      void import("./page.js").then(({ Page }) => new Page(root, aloud).start());
    });
  }
}
