// Draws the charts of a page. Nothing is fetched: specifications and shared rows are scripts of the
// site (charts.js, england.js), a page's own rows stand in it.
(function () {
  "use strict";

  function rows(value) {
    return typeof value === "string" ? window.ENGLAND[value.slice(1)] || [] : value;
  }

  function specification(holder) {
    var spec = JSON.parse(JSON.stringify(window.CHARTS[holder.dataset.chart]));
    var data = JSON.parse(document.getElementById(holder.dataset.rows).textContent);
    spec.datasets = {};
    Object.keys(data).forEach(function (name) { spec.datasets[name] = rows(data[name]); });
    return spec;
  }

  function draw(holder) {
    var options = {
      actions: false, renderer: "svg", mode: "vega-lite",
      // The style sheet dresses it, in light and dark.
      tooltip: { disableDefaultStyle: true },
      // Errors alone (1): a data set without rows is no fault, some authorities have no visits.
      logLevel: 1
    };
    var alternative = holder.getAttribute("aria-label");
    return window.vegaEmbed(holder, specification(holder), options).then(function () {
      // The text alternative stands on the holder, where Vega writes its own; the drawing itself says
      // nothing to readers.
      holder.setAttribute("role", "img");
      holder.setAttribute("aria-label", alternative);
      holder.removeAttribute("aria-roledescription");
      holder.querySelectorAll("svg").forEach(function (svg) {
        svg.setAttribute("aria-hidden", "true");
        svg.setAttribute("focusable", "false");
      });
      holder.dataset.drawn = "true";
    });
  }

  function drawAll() {
    // A figure that another page embeds is drawn alone (takeaway.js).
    var shown = document.querySelector("[data-embedded]") || document;
    var holders = Array.prototype.slice.call(shown.querySelectorAll("[data-chart]"));
    // What there is to draw again, on paper of another width (takeaway.js).
    holders.forEach(function (holder) {
      holder.specification = function () { return specification(holder); };
    });
    return holders.reduce(function (before, holder) {
      return before.then(function () { return draw(holder); });
    }, Promise.resolve()).then(function () { document.documentElement.dataset.drawn = "true"; });
  }

  // Tables behind charts are printed open.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });

  drawAll();
})();
