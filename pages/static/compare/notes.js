// What stands under the table: how to read it, what is measured, and where it comes from.
Compare.notes = (function () {
  const world = window.COMPARE;
  const { words, table } = Compare;
  const { by, make, link } = Compare.dom;

  function sentence(text) { return text.endsWith(".") ? text : `${text}.`; }

  function markers(view) {
    const found = new Set();
    view.members.forEach((row) => row.cells.forEach(({ value }) => found.add(value)));
    view.references.forEach((each) => each.values.forEach((value) => found.add(value)));
    const there = Array.from(found).filter((value) => typeof value === "string").sort();
    const missing = view.members.some((row) => row.cells.some(({ value }) => value === null));
    return [
      ...there.map((marker) => `${words.marked(marker)}: ${table.meaning(marker).toLowerCase()}. `
        + "That is not zero: it is not ranked and not drawn."),
      ...(missing ? [`${words.NO_FIGURE}: no figure of this authority in the publication; it may not have existed then.`] : []),
    ];
  }

  function joint(view) {
    const found = new Set();
    view.members.forEach((row) => row.cells.forEach((cell) => {
      if (cell.of.includes("+") && typeof cell.value === "number") { found.add(cell.of); }
    }));
    return Array.from(found).sort().map((of) => {
      const names = of.split("+").map((code) => Compare.view.authority(code).name);
      return `${words.listed(names)} make one return: its figure is shown at both and ranked once.`;
    });
  }

  function ranked(view) {
    const hidden = new Set(view.members.flatMap((row) => row.cells.map((cell) => cell.hides)));
    const limits = view.columns.some((each) => each.found.likely[each.at]);
    return [
      "Ranks run from the lowest value, 1; lowest is not always best. Equal values share the lowest rank (=). "
        + "A rank in this group is worked out here, in your browser, from the published values.",
      ...(limits ? ["The likely range of a rank among all authorities (95%) says how far it could lie elsewhere by chance; a rank in a group is no surer."] : []),
      ...(hidden.has("few") ? ["Where a figure rests on fewer than 30, or on a number that is not published, it is given no rank and not counted among the ranked."] : []),
      ...(hidden.has("band") ? ["Turnover moves so much by chance that only the likely range of its rank is given."] : []),
    ];
  }

  function compared(view) {
    return [
      "England and regions are the figures as published, not worked out from authorities.",
      ...(view.subject ? [`Statistical neighbours are those of the Department for Education’s ${world.neighbourModel} model, for every year; the relation is not symmetric.`] : []),
      `Judgements are those in force on ${world.asAtWords}, whatever the year of the figures.`,
    ];
  }

  function about(view) {
    const chosen = view.state.what.map((id) => view.columns.find((each) => each.id === id)).filter(Boolean);
    return chosen.flatMap(({ indicator, found }) => [
      make("dt", {}, make("a", { href: `indicators/${indicator.id}.html` }, words.titled(indicator))),
      make("dd", {}, [found.about.description, `Reference: ${found.about.reference}`, found.about.caveats]
        .filter(Boolean).map(sentence).join(" ")),
    ]);
  }

  function editions(view) {
    const ids = Array.from(new Set(view.columns.map(({ found, at }) => found.releases[at]))).sort();
    return [
      ...ids.map((id) => world.releases[id]),
      ...(view.subject ? world.neighbourSources : []),
      { text: `Judgements: Ofsted, in force on ${world.asAtWords}`, url: "" },
    ];
  }

  function show(view) {
    const items = (texts) => texts.map((text) => make("li", {}, text));
    by("notes").replaceChildren(...items([
      ...ranked(view), ...markers(view), ...joint(view), ...compared(view),
    ]));
    by("about").replaceChildren(...about(view));
    by("sources").replaceChildren(
      `Source and edition of what is shown, as known on ${world.asAtWords}:`,
      make("ul", {}, editions(view).map((each) => make("li", {}, link(each.text, each.url)))),
    );
  }

  return { show, editions };
})();
