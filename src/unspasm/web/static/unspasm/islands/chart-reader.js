// @ts-check
/**
 * Reads a chart out: by pointer, by touch, by arrow keys. The words are the rows of the table beside the chart.
 * Without script the chart is a still drawing, and the table holds the same.
 */

/**
 * The place of the value nearest to `x`. values: in order, not empty.
 * @param {number[]} values
 * @param {number} x
 */
export function nearest(values, x) {
  let best = 0;
  values.forEach((value, place) => {
    if (Math.abs(value - x) < Math.abs(values[best] - x)) best = place;
  });
  return best;
}

/**
 * Where a key leads; the same place for any other key.
 * @param {string} key
 * @param {number} place  -1 while nothing was read
 * @param {number} count
 */
export function moved(key, place, count) {
  if (key === "ArrowRight") return Math.min(place + 1, count - 1);
  if (key === "ArrowLeft") return Math.max(place < 0 ? count - 1 : place - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : place;
}

class ChartReader extends (globalThis.HTMLElement ?? Object) {
  connectedCallback() {
    const svg = this.querySelector("svg");
    const says = this.querySelector("[role=status]");
    const cursor = this.querySelector(".c-cursor");
    const rows = [...(this.closest("figure")?.querySelectorAll("tr[data-x]") ?? [])];
    if (!svg || !says || !cursor || !rows.length) return;
    const places = rows.map((row) => Number(row.getAttribute("data-x")));
    let place = -1;
    this.tabIndex = 0;
    this.setAttribute("role", "group");
    this.setAttribute("aria-label", this.dataset.label ?? "");

    /** @param {number} to */
    const read = (to) => {
      if (to === place) return;
      place = to;
      says.textContent = [...rows[to].children]
        .map((cell) => cell.textContent)
        .filter(Boolean)
        .join(": ");
      cursor.setAttribute("transform", `translate(${places[to]} 0)`);
      this.classList.add("is-reading");
    };
    /** @param {PointerEvent} event */
    const point = (event) => {
      const box = svg.getBoundingClientRect();
      read(nearest(places, ((event.clientX - box.left) / box.width) * svg.viewBox.baseVal.width));
    };
    svg.addEventListener("pointermove", point);
    svg.addEventListener("pointerdown", point);
    this.addEventListener("keydown", (event) => {
      const to = moved(event.key, place, rows.length);
      if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) || event.target !== this) return;
      event.preventDefault();
      read(to);
    });
  }
}

globalThis.customElements?.define("chart-reader", ChartReader);
