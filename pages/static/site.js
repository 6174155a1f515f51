// Draws the charts of a page and filters the list of authorities. Nothing is fetched: specifications
// and shared rows are scripts of the site (charts.js, england.js), a page's own rows stand in it.
(function () {
  "use strict";

  function rows(value) {
    return typeof value === "string" ? window.ENGLAND[value.slice(1)] || [] : value;
  }

  function draw(holder) {
    var spec = JSON.parse(JSON.stringify(window.CHARTS[holder.dataset.chart]));
    var data = JSON.parse(document.getElementById(holder.dataset.rows).textContent);
    spec.datasets = {};
    Object.keys(data).forEach(function (name) { spec.datasets[name] = rows(data[name]); });
    var options = {
      actions: false, renderer: "svg", mode: "vega-lite", tooltip: { theme: "light" },
      // Errors alone (1): a data set without rows is no fault, some authorities have no visits.
      logLevel: 1
    };
    return window.vegaEmbed(holder, spec, options).then(function () {
      // The text alternative stands on the holder; the drawing itself says nothing to readers.
      holder.querySelectorAll("svg").forEach(function (svg) {
        svg.setAttribute("aria-hidden", "true");
        svg.setAttribute("focusable", "false");
      });
      holder.dataset.drawn = "true";
    });
  }

  function drawAll() {
    var holders = Array.prototype.slice.call(document.querySelectorAll("[data-chart]"));
    return holders.reduce(function (before, holder) {
      return before.then(function () { return draw(holder); });
    }, Promise.resolve()).then(function () { document.documentElement.dataset.drawn = "true"; });
  }

  function plain(text) {
    return text.toLowerCase().replace(/&/g, "and").replace(/[^a-z0-9]+/g, " ").trim();
  }

  // Up to eight authorities whose name or code holds every word typed, those in which a word begins
  // so before others; Enter opens the first.
  function search(box) {
    var status = document.getElementById("search-status");
    var list = document.getElementById("search-hits");
    var items = Array.prototype.slice.call(document.querySelectorAll("[data-name]"));

    function found() {
      var words = plain(box.value).split(" ");
      function match(mark) {
        return function (item) {
          var name = mark + plain(item.dataset.name);
          return words.every(function (word) { return name.indexOf(mark + word) >= 0; });
        };
      }
      if (!plain(box.value)) { return []; }
      var begun = items.filter(match(" "));
      return begun.concat(items.filter(match("")).filter(function (item) {
        return begun.indexOf(item) < 0;
      }));
    }

    function show() {
      var hits = found();
      list.replaceChildren.apply(list, hits.slice(0, 8).map(function (item) {
        return item.cloneNode(true);
      }));
      status.textContent = box.value.trim()
        ? hits.length + (hits.length === 1 ? " authority matches" : " authorities match")
          + (hits.length ? "; Enter opens " + hits[0].querySelector("a").textContent : "") + "."
        : "";
    }

    box.addEventListener("input", show);
    box.form.addEventListener("submit", function (event) {
      event.preventDefault();
      var hits = found();
      if (hits.length) { window.location.href = hits[0].querySelector("a").href; }
    });
    show();
  }

  // Tables behind charts are printed open.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (part) { part.open = true; });
  });

  var box = document.getElementById("search");
  if (box) { search(box); }
  drawAll();
})();
