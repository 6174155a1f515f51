// Ranks within a group: 1 is the lowest value, ties share the lowest rank, a joint return counts
// once, and what has no number is neither ranked nor counted.
Compare.ranks = function (figures) {
  const returns = new Map();
  figures.forEach(({ of, value }) => {
    if (typeof value === "number") { returns.set(of, value); }
  });
  const sorted = Array.from(returns.values()).sort((one, other) => one - other);
  const places = new Map();
  sorted.forEach((value, index) => {
    const place = places.get(value) || { rank: index + 1, ranked: sorted.length, tied: 0 };
    places.set(value, { ...place, tied: place.tied + 1 });
  });
  return figures.map(({ value }) => (typeof value === "number" ? places.get(value) : null));
};
