// Figures by indicator: scripts of the site, added when they are asked for and then kept.
Compare.data = (function () {
  const world = window.COMPARE;
  const asked = new Map();

  function load(id) {
    if (!asked.has(id)) {
      asked.set(id, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `assets/indicators/${id}.js`;
        script.onload = resolve;
        script.onerror = () => {
          asked.delete(id);
          script.remove();
          reject(new Error(`The figures of ${id} are not there: ${script.src}`));
        };
        document.head.append(script);
      }));
    }
    return asked.get(id);
  }

  return {
    // Settles when the figures of every indicator named are there.
    load: (ids) => Promise.all(ids.map(load)),
    indicator: (id) => world.indicators.find((each) => each.id === id),
    of: (id) => window.INDICATORS[id],
  };
})();
