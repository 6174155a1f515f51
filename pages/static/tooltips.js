// What a pointer shows of a chart's marks, by keyboard and by touch: a chart takes the focus, arrow
// keys go from mark to mark, a tap finds the nearest. The words stand beside the mark and are told
// to screen readers. Marks are read when asked for, so that a chart may be drawn anew.
(function () {
  "use strict";
  const REACH = 28; // pixels that a tap may miss by

  const readout = document.createElement("div");
  readout.id = "readout";
  readout.setAttribute("role", "status");
  const ring = document.createElement("div");
  ring.className = "mark-read";
  ring.hidden = true;
  let at = -1;

  // The marks of a chart that have something to say, in the order in which they are drawn.
  function marks(chart) {
    return Array.from(chart.querySelectorAll("svg .role-mark path, svg .role-mark rect, svg .role-mark line, svg .role-mark text"))
      .filter((mark) => mark.__data__ && mark.__data__.tooltip && mark.getBoundingClientRect().height >= 0);
  }

  function words(mark) {
    const said = mark.__data__.tooltip;
    return typeof said === "string" ? said
      : Object.entries(said).map(([name, value]) => `${name}: ${value}`).join("; ");
  }

  function clear() {
    at = -1;
    ring.hidden = true;
    readout.textContent = "";
  }

  function say(chart, found, place) {
    const mark = found[place];
    at = place;
    const box = mark.getBoundingClientRect(), own = chart.getBoundingClientRect();
    const middle = { x: box.x + box.width / 2 - own.x, y: box.y + box.height / 2 - own.y };
    const size = Math.min(Math.max(box.width, box.height, 10), 26) + 8;
    chart.append(ring);
    ring.hidden = false;
    Object.assign(ring.style, { left: `${middle.x - size / 2}px`, top: `${middle.y - size / 2}px`,
      width: `${size}px`, height: `${size}px` });
    readout.textContent = words(mark);
    // Below the mark, and not out of the window to the right.
    const left = Math.min(own.x + middle.x, window.innerWidth - readout.offsetWidth - 12);
    Object.assign(readout.style, { left: `${Math.max(left, 4) + window.scrollX}px`,
      top: `${own.y + middle.y + size / 2 + 4 + window.scrollY}px` });
  }

  function next(key, count) {
    const steps = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1,
      Home: 0, End: count - 1 };
    return key in steps ? Math.min(Math.max(steps[key], 0), count - 1) : null;
  }

  function pressed(event) {
    const chart = event.target;
    if (!chart.classList || !chart.classList.contains("chart")) { return; }
    if (event.key === "Escape") { clear(); return; }
    const found = marks(chart), place = next(event.key, found.length);
    if (place === null || found.length === 0) { return; }
    event.preventDefault();
    say(chart, found, place);
  }

  function tapped(event) {
    const chart = event.target.closest(".chart");
    clear();
    if (!chart) { return; }
    const found = marks(chart);
    const away = found.map((mark) => {
      const box = mark.getBoundingClientRect();
      return Math.hypot(event.clientX - box.x - box.width / 2, event.clientY - box.y - box.height / 2);
    });
    const nearest = away.indexOf(Math.min(...away));
    if (nearest >= 0 && (away[nearest] <= REACH || found[nearest].contains(event.target))) {
      say(chart, found, nearest);
    }
  }

  document.getElementById("main").append(readout);
  document.querySelectorAll(".chart").forEach((chart) => { chart.tabIndex = 0; });
  document.addEventListener("keydown", pressed);
  document.addEventListener("click", tapped);
  document.addEventListener("focusin", clear);
  window.addEventListener("resize", clear);
})();
