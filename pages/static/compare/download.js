// The choice to take away: a CSV file of its figures, one row each, and a link to it.
Compare.download = (function () {
  const world = window.COMPARE;
  const { by } = Compare.dom;
  const HEADER = [
    "la_code", "la_name", "region_name", "judgement_in_force", "group", "indicator_id", "title", "unit",
    "period", "period_end", "value", "marker", "marker_meaning", "joint_return",
    "rank_in_group", "n_in_group", "rank_lowest", "n_ranked", "rank_lower", "rank_upper",
    "england_value", "region_value", "neighbour_median", "neighbours_used",
    "release_id", "source", "as_at",
  ];

  function quoted(value) {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  }

  function line(view, { authority, cells }, column, at) {
    const { found, indicator } = column;
    const cell = cells[at];
    const marker = typeof cell.value === "string" ? cell.value : null;
    const area = (code) => {
      const value = found.areas[column.at][code];
      return typeof value === "number" ? value : null;
    };
    const national = cell.national || {};
    const [lower, upper] = national.limits || [];
    return [
      authority.code, authority.name, world.regions[authority.region],
      world.judgements[authority.judgement], view.group, column.id, indicator.title, indicator.unit,
      column.period, column.end, marker === null ? cell.value : null, marker,
      marker && Compare.table.meaning(marker), cell.of.includes("+") ? cell.of : null,
      cell.place && cell.place.rank, cell.place && cell.place.ranked,
      cell.hides ? null : national.rank, national.ranked, lower, upper,
      area("E92000001"), area(authority.region), cell.median, cell.used,
      found.releases[column.at], world.releases[found.releases[column.at]].text, world.asAt,
    ];
  }

  // With the mark of UTF-8 that spreadsheets ask for.
  function csv(view) {
    const lines = view.rows.flatMap((row) => view.columns
      .map((column, at) => ({ column, at }))
      .filter(({ at }) => row.cells[at].value !== null)
      .map(({ column, at }) => line(view, row, column, at)));
    return `\ufeff${[HEADER, ...lines].map((cells) => `${cells.map(quoted).join(",")}\n`).join("")}`;
  }

  function save(view) {
    const url = URL.createObjectURL(new Blob([csv(view)], { type: "text/csv;charset=utf-8" }));
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = "comparison.csv";
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  }

  // The chart as a picture: what stands in it (takeaway.js).
  function chart() {
    const editions = Array.from(by("sources").querySelectorAll("li"), (each) => each.textContent);
    const plain = (id) => by(id).textContent.replace(/\s+/g, " ").trim();
    return {
      subject: "", title: plain("title"), summary: plain("chart-summary").replace(" The table above has every figure.", ""), key: by("key"),
      sources: window.Takeaway.unnamed(editions.join("; ")), address: by("permalink").value,
    };
  }

  // A page opened from disk may be kept from the clipboard; the link is then marked, to be copied.
  async function copy() {
    const box = by("permalink");
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      return "The link is copied.";
    } catch (error) {
      return document.execCommand("copy") ? "The link is copied." : "The link is marked: copy it with Ctrl+C or ⌘C.";
    }
  }

  return { csv, save, chart, copy };
})();
