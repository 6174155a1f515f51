// What is shown of a choice: its authorities, columns and figures, laid out for table, chart and file.
Compare.view = (function () {
  const world = window.COMPARE;
  const { data, ranks, words } = Compare;
  const ENGLAND = "E92000001";
  const place = new Map(world.authorities.map((each, index) => [each.code, index]));

  function authority(code) { return world.authorities[place.get(code)]; }

  // Who belongs to a choice, by its kind.
  const MEMBERS = {
    all: () => () => true,
    region: (state) => (each) => each.region === state.of || each.half === state.of,
    neighbours: (state) => {
      const codes = new Set([state.of, ...world.neighbours[state.of]]);
      return (each) => codes.has(each.code);
    },
    judgement: (state) => (each) => each.judgement === state.of,
    list: (state) => (each) => state.codes.includes(each.code),
  };

  const TITLES = {
    all: () => "all authorities",
    region: (state) => `authorities in ${world.regions[state.of]}`,
    neighbours: (state) => `${authority(state.of).name} and its statistical neighbours`,
    judgement: (state) => {
      const name = world.judgements[state.of];
      return world.grades.includes(state.of) ? `authorities judged ${name}` : `authorities: ${name}`;
    },
    list: (state) => (state.codes.length > 3
      ? `${state.codes.length} authorities of your choice`
      : words.listed(state.codes.map((code) => authority(code).name)) || "no authority chosen yet"),
  };

  // The columns: an indicator in a period each, in the order of the choice and then of time.
  function figures(state) {
    return state.what.flatMap((id) => {
      const found = data.of(id);
      const [from, to] = state.years.split("-").map(Number);
      return found.periods.map((period, at) => ({
        id, period, at, key: `${id}.${period}`, found, indicator: data.indicator(id),
        end: found.ends[at], year: Number(found.ends[at].slice(0, 4)),
      })).filter((each) => {
        if (state.years === "newest") { return each.at === found.periods.length - 1; }
        return state.years === "all" || (each.year >= from && each.year <= to);
      });
    });
  }

  // Which return an authority's figure comes from: its own, or one it makes with another.
  function returnOf(figure, code) {
    return figure.found.joint[figure.at].find((each) => each.split("+").includes(code)) || code;
  }

  // Whether a figure is ranked. Where the publication has intervals of ranks, one without is too
  // small to be ranked ("few"), and of what moves too much by chance the interval alone is shown
  // ("band").
  function hidden(figure, code) {
    const likely = figure.found.likely[figure.at];
    if (!likely) { return ""; }
    if (!likely.of[place.get(code)]) { return "few"; }
    return figure.found.bandOnly ? "band" : "";
  }

  // The published rank among all, with its limits where it has some.
  function national(figure, code, of) {
    const likely = figure.found.likely[figure.at];
    if (likely) {
      const [rank, lower, upper] = likely.of[place.get(code)] || [];
      return rank ? { rank, ranked: likely.ranked, limits: [lower, upper] } : null;
    }
    const ranked = figure.found.ranked[figure.at];
    return of("ranks") === null ? null : { rank: of("ranks"), ranked, tied: of("tied"), limits: null };
  }

  function cells(figure, members) {
    const places = members.map((each) => place.get(each.code));
    const values = places.map((index) => figure.found.values[figure.at][index]);
    const returns = members.map((each) => returnOf(figure, each.code));
    const hides = members.map((each, index) => (typeof values[index] === "number" ? hidden(figure, each.code) : ""));
    const within = ranks(values.map((value, index) => ({ of: returns[index], value: hides[index] ? null : value })));
    return members.map((each, index) => {
      const of = (column) => figure.found[column][figure.at][places[index]];
      return {
        value: values[index],
        of: returns[index],
        place: within[index],
        national: national(figure, each.code, of),
        hides: hides[index],
        median: of("medians"),
        used: of("used"),
      };
    });
  }

  function area(code, columns) {
    return columns.map(({ found, at }) => found.areas[at][code] ?? null);
  }

  // The region to set beside a choice: its own, that of the one highlighted, or the only one.
  function regionOf(state, subject, rows) {
    if (state.kind === "region") { return state.of; }
    if (subject) { return authority(subject).region; }
    const found = new Set(rows.map((row) => row.authority.region));
    return found.size === 1 ? Array.from(found)[0] : "";
  }

  function references(state, subject, columns, rows) {
    const region = regionOf(state, subject, rows);
    const found = [{ kind: "England", name: "England", values: area(ENGLAND, columns) }];
    if (region) {
      found.push({ kind: "Region", name: world.regions[region], values: area(region, columns) });
    }
    if (subject && world.neighbours[subject]) {
      found.push({
        kind: "Neighbours' median",
        name: `Median of ${authority(subject).name}’s statistical neighbours`,
        values: columns.map(({ found: { medians }, at }) => medians[at][place.get(subject)]),
        used: columns.map(({ found: { used }, at }) => used[at][place.get(subject)]),
      });
    }
    return found;
  }

  function years(columns) {
    const periods = Array.from(new Set(columns.map((each) => each.period)));
    if (periods.length === 0) { return ""; }
    const ends = columns.map((each) => each.year);
    const first = columns.find((each) => each.year === Math.min(...ends)).period;
    const last = columns.find((each) => each.year === Math.max(...ends)).period;
    return first === last ? first : `${first} to ${last}`;
  }

  function title(state, columns) {
    const chosen = state.what.map((id) => data.indicator(id).title);
    const what = chosen.length > 2 ? `${chosen.length} indicators` : words.listed(chosen);
    return `${[what || "No indicator", years(columns)].filter(Boolean).join(", ")}: ${
      TITLES[state.kind](state)}`;
  }

  // The mark of sorting, and the order that it stands for; without one, lowest first by the last
  // column. Figures that are not there come last either way.
  function order(state, columns) {
    const down = state.sort.startsWith("-");
    const key = state.sort.replace(/^-/, "");
    const columnAt = columns.findIndex((each) => each.key === key);
    if (["name", "judgement", "region"].includes(key)) { return { key, down }; }
    if (columnAt >= 0) { return { key, down, columnAt }; }
    if (columns.length === 0) { return { key: "name", down: false }; }
    const lead = columns.filter((each) => each.id === columns[0].id).length - 1;
    return { key: columns[lead].key, down: false, columnAt: lead };
  }

  const SORTS = {
    name: (row) => row.authority.name,
    judgement: (row) => {
      const at = Object.keys(world.judgements).indexOf(row.authority.judgement);
      return at < 0 ? null : at;
    },
    region: (row) => world.regions[row.authority.region],
  };

  function sorted(rows, { key, down, columnAt }) {
    const of = SORTS[key] || ((row) => row.cells[columnAt].value);
    const missing = (value) => (SORTS[key] ? value === null : typeof value !== "number");
    const compare = (one, other) => (typeof one === "number"
      ? one - other : one.localeCompare(other, "en-GB"));
    return rows.slice().sort((one, other) => {
      const [a, b] = [of(one), of(other)];
      if (missing(a) || missing(b)) { return Number(missing(a)) - Number(missing(b)); }
      return (down ? -compare(a, b) : compare(a, b))
        || one.authority.name.localeCompare(other.authority.name, "en-GB");
    });
  }

  // The authority that is highlighted: whose neighbours they are, the one asked for, or of a list
  // the first.
  function highlighted(state, rows) {
    if (state.kind === "neighbours") { return state.of; }
    if (state.mark) { return rows.some((row) => row.authority.code === state.mark) ? state.mark : ""; }
    return state.kind === "list" && state.codes.length ? state.codes[0] : "";
  }

  function build(state) {
    const columns = figures(state);
    const belongs = MEMBERS[state.kind](state);
    const members = world.authorities.filter(belongs);
    const all = columns.map((each) => cells(each, members));
    const asked = new Set(state.codes);
    // An authority that was abolished is shown where a column has something of it.
    const rows = members.map((each, index) => ({ authority: each, cells: all.map((column) => column[index]) }))
      .filter((row) => !row.authority.closed || asked.has(row.authority.code)
        || row.cells.some((cell) => cell.value !== null));
    const subject = highlighted(state, rows);
    const sort = order(state, columns);
    const held = sorted(rows, sort);
    return {
      state, columns, subject, sort,
      title: title(state, columns),
      group: TITLES[state.kind](state),
      members: held,
      rows: held.filter((row) => words.holds([
        row.authority.name, row.authority.code, world.regions[row.authority.region],
        row.authority.half ? world.regions[row.authority.half] : "",
        world.judgements[row.authority.judgement] || "",
      ].join(" "), state.find)),
      references: references(state, subject, columns, rows),
    };
  }

  return { build, authority };
})();
