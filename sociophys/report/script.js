"use strict";
// Unpacks the figures, exchanges their colours for those of the reader's scheme, draws them, and lets the
// arrow keys step through the points. Needs no internet.
(async () => {
  const packed = document.getElementById("figures").textContent.trim();
  const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const { colours, figures } = JSON.parse(await new Response(stream).text());
  const config = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false,
    showTips: false, typesetMath: false, displaylogo: false };
  const plots = figures.map((_, k) => document.getElementById(`figure-${k + 1}`));
  const PRINT_WIDTH = 660;

  const scheme = () => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(Object.entries(colours).map(([role, light]) =>
      [light, style.getPropertyValue(`--${role}`).trim()]));
  };
  const isColour = (key) => /color|shadow/.test(key);
  const recoloured = (value, map, inColour = false) => {
    if (typeof value === "string") {
      return inColour ? value.replace(/#[0-9a-f]{6}/gi, (hex) => map[hex.toLowerCase()] || hex) : value;
    }
    if (Array.isArray(value)) return inColour || typeof value[0] === "object"
      ? value.map((part) => recoloured(part, map, inColour)) : value;
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, part]) =>
      [key, recoloured(part, map, inColour || isColour(key))]));
  };
  const drawAll = (width) => {
    const map = scheme();
    return Promise.all(figures.map((figure, k) => {
      const { data, layout } = recoloured(figure, map);
      const size = width ? { width, autosize: false } : {};
      return Plotly.react(plots[k], data, { ...layout, ...size }, config);
    }));
  };

  const steps = (plot) => plot.data.flatMap((trace, curve) => trace.meta !== "step" ? [] :
    [].concat(trace.hovertext).map((text, point) => ({ curve, point, text })));
  const plain = (text) => new DOMParser().parseFromString(text.replace(/<br>/g, ", "), "text/html").body.textContent;
  const walk = (plot) => {
    const points = steps(plot);
    const reading = plot.closest("figure").querySelector(".reading");
    let here = -1;
    const clear = () => { Plotly.Fx.unhover(plot); reading.textContent = ""; };
    plot.addEventListener("keydown", (event) => {
      const to = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1,
        Home: 0, End: points.length - 1 }[event.key];
      if (event.key === "Escape") clear();
      if (to === undefined || !points.length) return;
      event.preventDefault();
      here = Math.min(Math.max(to, 0), points.length - 1);
      const { curve, point, text } = points[here];
      Plotly.Fx.hover(plot, [{ curveNumber: curve, pointNumber: point }]);
      reading.textContent = plain(text);
    });
    plot.addEventListener("blur", clear);
  };

  await drawAll();
  plots.forEach(walk);
  for (const svg of document.querySelectorAll(".plot svg")) svg.setAttribute("aria-hidden", "true");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => drawAll());
  matchMedia("print").addEventListener("change", (event) => drawAll(event.matches ? PRINT_WIDTH : undefined));
  document.documentElement.dataset.drawn = String(figures.length);
})();
