// @ts-check
/**
 * Reminders while the page is open. The browser is asked only when the person presses the button, and a
 * notification says nothing about health: it may be seen on a locked screen.
 * When it is due is a pure function of the clock; the rest shows it.
 */

const LATE_MS = 10 * 60 * 1000;
const LOOK_MS = 20 * 1000;

/**
 * The moments of the set times ("08:00") on the day of `now` and on the day before, by the clock of this device.
 * @param {string[]} times
 * @param {Date} now
 * @returns {number[]} milliseconds since 1970, in order
 */
export function momentsOf(times, now) {
  const found = [];
  for (const back of [1, 0]) {
    for (const time of times) {
      const [hours, minutes] = time.split(":").map(Number);
      if (!(hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60)) continue;
      found.push(new Date(now.getFullYear(), now.getMonth(), now.getDate() - back, hours, minutes).getTime());
    }
  }
  return found.sort((a, b) => a - b);
}

/**
 * The moment to remind of: the last that has come since `seen` and is not long past; null for none.
 * A device that slept through one by more than ten minutes says nothing about it: the page itself shows what is due.
 * @param {number[]} moments
 * @param {number} seen
 * @param {number} now
 * @returns {number | null}
 */
export function dueMoment(moments, seen, now) {
  const due = moments.filter((at) => at > seen && at <= now && now - at < LATE_MS);
  return due.length ? Math.max(...due) : null;
}

/** @param {HTMLElement} box */
function start(box) {
  const words = box.dataset.words ?? "";
  const times = (box.dataset.times ?? "").split(" ").filter(Boolean);
  const fixed = (box.dataset.moments ?? "")
    .split(" ")
    .filter(Boolean)
    .map((at) => new Date(at).getTime());
  const due = box.querySelector("[data-due]");
  const state = box.querySelector("[data-state]");
  const ask = box.querySelector("[data-ask]");
  let seen = Date.now();

  const show = () => {
    if (!(ask instanceof HTMLElement) || !state) return;
    const can = "Notification" in window && window.isSecureContext;
    ask.hidden = !can || Notification.permission !== "default";
    if (!can) state.textContent = "This browser shows no reminders. The calendar file does.";
    else if (Notification.permission === "granted") state.textContent = "Reminders are on while this page is open.";
    else if (Notification.permission === "denied")
      state.textContent = "Reminders are turned off in this browser. You can turn them on in its settings.";
  };

  const look = () => {
    const now = Date.now();
    const at = dueMoment([...momentsOf(times, new Date(now)), ...fixed], seen, now);
    if (at === null) return;
    seen = at;
    if (due) due.textContent = "It is time to rate.";
    if ("Notification" in window && Notification.permission === "granted") {
      try {
        new Notification(words, { tag: "unspasm-time" });
      } catch {
        /* a browser that shows them only from its worker: the words on the page stay */
      }
    }
  };

  ask?.addEventListener("click", async () => {
    await Notification.requestPermission();
    show();
  });
  show();
  setInterval(look, LOOK_MS);
  document.addEventListener("visibilitychange", look);
}

if (typeof document !== "undefined") {
  for (const box of document.querySelectorAll("[data-reminders]")) if (box instanceof HTMLElement) start(box);
}
