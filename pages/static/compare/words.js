// Figures and lists in British plain English, as the other pages write them.
Compare.words = (function () {
  const NO_FIGURE = "–";

  function number(value, places) {
    const options = { minimumFractionDigits: places, maximumFractionDigits: places };
    return value.toLocaleString("en-GB", options).replace("-", "−");
  }

  // A figure with its sign; where a heading gives the unit, no more.
  function figure(value, indicator) {
    const text = number(value, indicator.places);
    if (indicator.unit === "%") { return `${text}%`; }
    return indicator.unit.startsWith("£") ? `£${text}`.replace("£−", "−£") : text;
  }

  // A marker stands in square brackets, once.
  function marked(marker) {
    return marker.startsWith("[") ? marker : `[${marker}]`;
  }

  function shown(value, indicator) {
    if (typeof value === "number") { return figure(value, indicator); }
    return value === null ? NO_FIGURE : marked(value);
  }

  function rank(place) {
    return `${place.rank}${place.tied > 1 ? "=" : ""} of ${place.ranked}`;
  }

  function counted(count, singular, plural) {
    return `${count.toLocaleString("en-GB")} ${count === 1 ? singular : plural || `${singular}s`}`;
  }

  function listed(words) {
    return words.length < 2 ? words.join("")
      : `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
  }

  // A title with its unit, where it does not say it itself.
  function titled({ title, unit }) {
    return / per (10,000|child)/.test(title) ? title : `${title}, ${unit}`;
  }

  // Words as they are searched for.
  function plain(text) {
    return text.toLowerCase().replace(/&/g, "and").replace(/[^a-z0-9]+/g, " ").trim();
  }

  // Whether a text has every word typed at the beginning of one of its own.
  function holds(text, typed) {
    const name = ` ${plain(text)}`;
    return plain(typed).split(" ").every((word) => name.includes(` ${word}`));
  }

  return { NO_FIGURE, number, figure, marked, shown, rank, counted, listed, titled, plain, holds };
})();
