// @ts-check
/** Registers the worker that keeps the danger signs at hand when the network is cut. Everything else works without script. */
if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch(() => {
    /* no worker in this browser or mode: the pages work as they are */
  });
}

/** The button that prints; without script it stays hidden. */
for (const button of document.querySelectorAll("[data-print]")) {
  button.removeAttribute("hidden");
  button.addEventListener("click", () => window.print());
}

/** On paper nothing can be opened: what is folded is opened for the print, and folded again after it. */
/** @type {Element[]} */
const folded = [];
window.addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details:not([open])")) {
    details.setAttribute("open", "");
    folded.push(details);
  }
});
window.addEventListener("afterprint", () => {
  for (const details of folded.splice(0)) details.removeAttribute("open");
});

/* A page that says what is wrong starts there, also for a screen reader. */
const wrong = document.querySelector("[data-focus]");
if (wrong instanceof HTMLElement) wrong.focus();

/* Entries say in which zone they happened: the browser knows it better than the server, which may stand elsewhere. */
for (const field of document.querySelectorAll("input[data-zone]")) {
  if (field instanceof HTMLInputElement) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone || field.value;
}
