// The table: authorities below one another, a column for each figure, what they are read against on
// top. Its first column and its head stay while it scrolls.
Compare.table = (function () {
  const world = window.COMPARE;
  const { words } = Compare;
  const { by, make, aside } = Compare.dom;
  const MOST = 120;

  function meaning(marker) { return world.markers[marker] || "meaning not known"; }

  function shown(value, indicator) {
    const text = words.shown(value, indicator);
    return typeof value === "string"
      ? make("span", { class: "marker", title: meaning(value) }, text, aside(` ${meaning(value)}`))
      : text;
  }

  function rank(place) { return place ? words.rank(place) : words.NO_FIGURE; }

  function national({ national: found, hides }) {
    if (!found) { return words.NO_FIGURE; }
    const limits = found.limits ? found.limits.join(" to ") : "";
    if (hides === "band") { return `${limits} of ${found.ranked}`; }
    return limits ? `${words.rank(found)} (${limits})` : words.rank(found);
  }

  function head(view, columns, single) {
    const several = view.state.what.length > 1;
    const sortable = (key, label, numeric) => {
      const on = view.sort.key === key;
      const arrow = on ? (view.sort.down ? "▼" : "▲") : "↕";
      return make(
        "th", { scope: "col", class: numeric ? "n" : null, "aria-sort": on ? (view.sort.down ? "descending" : "ascending") : null },
        make("button", { type: "button", "data-sort": key, class: "sort" }, label,
          make("span", { class: "arrow", "aria-hidden": "true" }, ` ${arrow}`)),
      );
    };
    const plain = (label) => make("th", { scope: "col", class: "n" }, label);
    const label = (each) => (several || single ? `${words.titled(each.indicator)}, ${each.period}` : each.period);
    return make("tr", {},
      sortable("name", "Authority", false),
      columns.map((each) => sortable(each.key, label(each), true)),
      single ? [
        view.state.kind === "all" ? null : plain("Rank in this group, 1 lowest"),
        plain(`Rank of all, 1 lowest${single.found.likely[single.at] ? " (likely range)" : ""}`),
      ] : [],
      sortable("judgement", "Judgement in force", false),
      sortable("region", "Region", false));
  }

  function reference(view, each, columns, single) {
    const dash = () => make("td", { class: "n" }, words.NO_FIGURE);
    return make("tr", { class: "reference" },
      make("th", { scope: "row" }, each.name),
      columns.map(({ indicator }, at) => make("td", { class: "n" }, shown(each.values[at], indicator),
        each.used && !single && each.values[at] !== null
          ? make("span", { class: "rank" }, `of ${each.used[at]}`) : "")),
      single ? [view.state.kind === "all" ? null : dash(), dash()] : [],
      make("td", {}, words.NO_FIGURE), make("td", {}, words.NO_FIGURE));
  }

  function row(view, { authority, cells }, columns, single) {
    const own = authority.code === view.subject;
    return make("tr", { class: own ? "own" : null },
      make("th", { scope: "row" },
        own ? make("span", { "aria-hidden": "true" }, "▶ ") : "",
        make("a", { href: `authorities/${authority.code}.html` }, authority.name),
        own ? aside(" (highlighted)") : ""),
      columns.map(({ indicator }, at) => make("td", { class: "n" }, shown(cells[at].value, indicator),
        !single && cells[at].place
          ? make("span", { class: "rank" }, aside(" rank "), rank(cells[at].place)) : "")),
      single ? [
        view.state.kind === "all" ? null : make("td", { class: "n" }, rank(cells[0].place)),
        make("td", { class: "n" }, national(cells[0])),
      ] : [],
      make("td", {}, world.judgements[authority.judgement] || words.NO_FIGURE),
      make("td", {}, world.regions[authority.region]));
  }

  function show(view) {
    const table = by("table");
    const focused = document.activeElement && document.activeElement.dataset.sort;
    const columns = view.columns.slice(0, MOST);
    const single = columns.length === 1 ? columns[0] : null;
    const one = view.state.what.length === 1 && columns.length ? ` (${columns[0].indicator.unit})` : "";
    table.replaceChildren(
      make("caption", {}, `${view.title}${one}${single || !columns.length ? "" : "; below each figure its rank in this group, 1 lowest"}`),
      make("thead", {}, head(view, columns, single)),
      make("tbody", {}, view.references.map((each) => reference(view, each, columns, single))),
      make("tbody", {}, view.rows.map((each) => row(view, each, columns, single))));
    if (focused) {
      const again = table.querySelector(`[data-sort="${CSS.escape(focused)}"]`);
      if (again) { again.focus(); }
    }
    const more = view.columns.length - columns.length;
    by("more").textContent = more > 0
      ? `The first ${MOST} of ${view.columns.length} columns are shown; the CSV has all of them.` : "";
  }

  return { show, meaning };
})();
