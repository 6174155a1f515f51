// The chart: lines over years, or a dot for each authority in one year. What has no number is not
// drawn, and a line breaks where a year has none.
Compare.chart = (function () {
  const world = window.COMPARE;
  const { words } = Compare;
  const { by, make } = Compare.dom;
  const NAMED_LINES = 12;
  const NAMED_DOTS = 40;
  const HEIGHT = 340;
  const LABEL = 14;
  const ROW = 19;
  const TURN = 0.85;
  let drawn = null;

  // Columns of the indicator that is drawn, with their place among the view's columns.
  function drawnColumns(view) {
    const id = view.state.chart || view.state.what[0];
    return view.columns.map((column, at) => ({ column, at })).filter(({ column }) => column.id === id);
  }

  function isNumber(value) { return typeof value === "number"; }

  function lineRows(view, columns, ranks) {
    const many = view.members.length > NAMED_LINES;
    const named = view.members.slice().sort((one, other) => one.authority.name.localeCompare(other.authority.name, "en-GB"));
    const own = named.flatMap((row, index) => columns.map(({ column, at }) => {
      const cell = row.cells[at];
      const place = ranks && cell.place ? cell.place.rank : null;
      const there = isNumber(cell.value);
      return {
        who: row.authority.name, day: column.end, period: column.period,
        value: ranks ? place : there ? cell.value : null,
        text: ranks && cell.place ? words.rank(cell.place) : words.shown(cell.value, column.indicator),
        sign: row.authority.code === view.subject ? "This authority" : many ? "Crowd" : String(index),
      };
    }));
    const beside = ranks ? [] : view.references.flatMap((each) => columns.map(({ column, at }) => ({
      who: each.name, day: column.end, period: column.period,
      value: isNumber(each.values[at]) ? each.values[at] : null,
      text: words.shown(each.values[at], column.indicator), sign: each.kind,
    })));
    return [...own, ...beside];
  }

  // Names at the ends of lines, moved apart where they would lie on one another.
  function lineLabels(rows, columns) {
    const values = rows.map((row) => row.value).filter(isNumber);
    const last = columns[columns.length - 1].column;
    const step = (Math.max(0, ...values) - Math.min(0, ...values)) * LABEL / HEIGHT;
    const ends = new Map();
    rows.forEach((row) => {
      const named = row.sign === "This authority" || /^\d+$/.test(row.sign);
      if (named && isNumber(row.value)) { ends.set(row.who, row); }
    });
    const labels = Array.from(ends.values()).map((row) => ({
      who: row.period === last.period ? row.who : `${row.who} (to ${row.period})`,
      day: last.end, value: row.value, sign: row.sign,
    })).sort((one, other) => one.value - other.value);
    // Upwards from the lowest, then down again from the top of the scale.
    labels.forEach((label, at) => {
      if (at > 0) { label.value = Math.max(label.value, labels[at - 1].value + step); }
    });
    labels.reduceRight((limit, label) => {
      label.value = Math.min(label.value, limit);
      return label.value - step;
    }, Math.max(...values));
    return labels;
  }

  function dotRows(view, { column, at }) {
    const there = view.members.filter((row) => isNumber(row.cells[at].value));
    const turn = Math.max(...there.map((row) => row.cells[at].value)) * TURN;
    return there
      .sort((one, other) => one.cells[at].value - other.cells[at].value)
      .map((row, index) => ({
        who: row.authority.name, place: index + 1, value: row.cells[at].value,
        text: words.shown(row.cells[at].value, column.indicator),
        align: row.cells[at].value > turn ? "right" : "left",
        sign: row.authority.code === view.subject ? "This authority" : "Crowd",
      }));
  }

  function ruleRows(view, { at }) {
    return view.references.filter((each) => isNumber(each.values[at]))
      .map((each) => ({ sign: each.kind, who: each.name, value: each.values[at] }));
  }

  // Which chart, its rows, and the words that stand for it.
  function plan(view) {
    const columns = drawnColumns(view);
    if (columns.length === 0) { return null; }
    const { indicator } = columns[0].column;
    const over = columns.length > 1;
    if (over) {
      const ranks = view.state.show === "ranks";
      const rows = lineRows(view, columns, ranks);
      if (!rows.some((row) => isNumber(row.value))) { return null; }
      const labels = lineLabels(rows, columns);
      return {
        name: "compare_lines", data: { rows, labels },
        summary: `Line chart: ${words.titled(indicator)}${ranks ? ", as a rank in this group, 1 lowest" : ""}, `
          + `${columns[0].column.period} to ${columns[columns.length - 1].column.period}, ${view.group}. `
          + "The table above has every figure.",
      };
    }
    const dots = dotRows(view, columns[0]);
    if (dots.length === 0) { return null; }
    const ends = dots.length > 1
      ? ` Lowest: ${dots[0].who}, ${dots[0].text}; highest: ${dots[dots.length - 1].who}, ${dots[dots.length - 1].text}.` : "";
    const many = dots.length > NAMED_DOTS;
    return {
      name: many ? "compare_order" : "compare_dots",
      height: many ? HEIGHT : Math.max(60, dots.length * ROW),
      data: { rows: dots, rules: ruleRows(view, columns[0]), own: dots.filter((row) => row.sign !== "Crowd") },
      summary: `Dot chart: ${words.titled(indicator)}, ${columns[0].column.period}, ${view.group}, from the lowest to the highest.${ends}`,
    };
  }

  function key(view, columns) {
    const last = columns.length ? columns[columns.length - 1] : null;
    const ranks = view.state.show === "ranks" && columns.length > 1;
    by("key").querySelectorAll("li").forEach((item) => {
      const each = view.references.find((reference) => reference.kind === item.dataset.kind);
      const own = item.dataset.kind === "This authority" && view.subject;
      item.hidden = !last || (!own && (!each || ranks));
      item.lastElementChild.textContent = own ? Compare.view.authority(view.subject).name
        : each && last ? `${each.name}: ${words.shown(each.values[last.at], last.column.indicator)}` : "";
    });
  }

  // Figures that are not there are counted in words, since nothing is drawn for them.
  function gaps(view, columns) {
    const missing = view.members.filter((row) => columns.some(({ at }) => typeof row.cells[at].value === "string")).length;
    return missing ? ` Not drawn, because a marker stands for the figure${columns.length > 1 ? " of at least one year" : ""}: ${
      words.counted(missing, "authority", "authorities")}.` : "";
  }

  function controls(view, columns) {
    const several = view.state.what.length > 1;
    by("chart-of-choice").hidden = !several;
    by("chart-of").replaceChildren(...view.state.what.map((id) => {
      const chosen = id === (view.state.chart || view.state.what[0]);
      return make("option", { value: id, selected: chosen ? "" : null }, Compare.data.indicator(id).title);
    }));
    by("show-choice").hidden = columns.length < 2;
    document.querySelectorAll("[name=show]").forEach((radio) => { radio.checked = radio.value === view.state.show; });
  }

  async function show(view) {
    const columns = drawnColumns(view);
    const planned = plan(view);
    const holder = by("chart");
    controls(view, columns);
    key(view, columns);
    by("chart-section").hidden = columns.length === 0;
    const nothing = view.state.show === "ranks" && columns.length > 1
      ? "There is no rank to draw." : "There is no figure to draw.";
    by("chart-summary").textContent = (planned ? planned.summary : nothing) + gaps(view, columns);
    if (drawn) { drawn.view.finalize(); drawn = null; }
    holder.replaceChildren();
    holder.hidden = !planned;
    if (!planned) { return; }
    const spec = JSON.parse(JSON.stringify(window.CHARTS[planned.name]));
    const narrow = holder.clientWidth < 500;
    spec.datasets = planned.data;
    if (narrow) { spec.config.axis.labelLimit = 120; }
    if (planned.height) { spec.height = planned.height; }
    // What there is to draw again, on paper of another width (takeaway.js).
    holder.specification = () => JSON.parse(JSON.stringify(spec));
    drawn = await window.vegaEmbed(holder, spec, {
      actions: false, renderer: "svg", mode: "vega-lite", tooltip: { theme: "light" }, logLevel: 1,
    });
    // The text alternative stands on the holder, where Vega writes its own; the drawing itself says
    // nothing to readers.
    holder.setAttribute("role", "img");
    holder.setAttribute("aria-label", planned.summary);
    holder.removeAttribute("aria-roledescription");
    holder.querySelectorAll("svg").forEach((svg) => {
      svg.setAttribute("aria-hidden", "true");
      svg.setAttribute("focusable", "false");
    });
  }

  return { show, plan };
})();
