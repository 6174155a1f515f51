// Sorts a table by a column, where readers ask for it: the pattern of the WAI-ARIA Authoring
// Practices, a button in each heading and aria-sort on the one that sorts. What has no number comes
// last either way; rows to read against stay on top.
(function () {
  "use strict";

  function text(row, column) { return row.cells[column].textContent.trim(); }

  // The number a cell begins with, £1,620, −3.1 points, 45 of 149 (30 to 61), or its day.
  function number(row, column) {
    if (/^\d+ [A-Z][a-z]+ \d{4}$/.test(text(row, column))) { return Date.parse(text(row, column)); }
    var found = text(row, column).replace(/[£+,]/g, "").replace("−", "-").match(/^-?\d+(\.\d+)?/);
    return found ? Number(found[0]) : null;
  }

  function compare(column, isNumber, sign) {
    return function (one, other) {
      if (!isNumber) { return sign * text(one, column).localeCompare(text(other, column), "en-GB"); }
      var first = number(one, column), second = number(other, column);
      if (first === null || second === null) { return (first === null) - (second === null); }
      return sign * (first - second);
    };
  }

  // Columns of numbers stand to the right, each by its class or all from one on by the table's.
  function isNumeric(table, heading) {
    var from = table.className.match(/\bn-from-(\d+)/);
    return heading.classList.contains("n") || Boolean(from && heading.cellIndex + 1 >= from[1]);
  }

  function sort(table, heading) {
    var isDown = heading.getAttribute("aria-sort") === "ascending";
    var body = table.tBodies[table.tBodies.length - 1];
    var rows = Array.prototype.slice.call(body.rows);
    rows.sort(compare(heading.cellIndex, isNumeric(table, heading), isDown ? -1 : 1));
    rows.forEach(function (row) { body.appendChild(row); });
    table.querySelectorAll("th[aria-sort]").forEach(function (each) { each.removeAttribute("aria-sort"); });
    heading.setAttribute("aria-sort", isDown ? "descending" : "ascending");
  }

  document.querySelectorAll("table.sortable").forEach(function (table) {
    table.querySelectorAll("thead th").forEach(function (heading) {
      var button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      while (heading.firstChild) { button.appendChild(heading.firstChild); }
      heading.appendChild(button);
      button.addEventListener("click", function () { sort(table, heading); });
    });
  });
})();
