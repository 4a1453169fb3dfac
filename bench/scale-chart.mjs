/** @typedef {Pick<import("./scale.mjs").Scaled, "mode" | "providers" | "cpuPercent" | "memoryMb">} Point */

const COLOURS = { plain: "#0b7285", tls: "#c92a2a", low: "#5f3dc4" };
const LABELS = { plain: "http", tls: "https", low: "https, --low-memory" };
const [WIDTH, HEIGHT, MARGIN] = [380, 260, 48];

/** CPU and memory over the number of providers, both on logarithmic axes. @param {readonly Point[]} results */
export function scaleChart(results) {
  const panels = [
    panel(results, "CPU, % of a core", ({ cpuPercent }) => cpuPercent),
    `<g transform="translate(${WIDTH + 20} 0)">${panel(results, "memory, MB", ({ memoryMb }) => memoryMb)}</g>`,
  ];
  const size = `width="${2 * WIDTH + 20}" height="${HEIGHT + 24}"`;
  const legend = Object.keys(COLOURS).map(
    (mode, index) =>
      `<text x="${MARGIN + index * 120}" y="${HEIGHT + 16}" fill="${colourOf(mode)}">● ${labelOf(mode)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">
<title>CPU and memory of the daemon by the number of pages</title>
<rect width="100%" height="100%" fill="white"/>
${[...panels, ...legend].join("\n")}
</svg>
`;
}

/** @param {readonly Point[]} results @param {string} title @param {(result: Point) => number} measured */
function panel(results, title, measured) {
  const x = axis(
    results.map(({ providers }) => providers),
    MARGIN,
    WIDTH - 16,
  );
  const y = axis(results.map(measured), HEIGHT - MARGIN + 12, 28);
  const grid = [
    ...x.ticks.map(
      (tick) =>
        `<line x1="${x.at(tick)}" x2="${x.at(tick)}" y1="28" y2="${HEIGHT - 36}" stroke="#dee2e6"/>` +
        `<text x="${x.at(tick)}" y="${HEIGHT - 20}" text-anchor="middle">${tick.toLocaleString("en")}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<line x1="${MARGIN}" x2="${WIDTH - 16}" y1="${y.at(tick)}" y2="${y.at(tick)}" stroke="#dee2e6"/>` +
        `<text x="${MARGIN - 6}" y="${y.at(tick) + 4}" text-anchor="end">${tick.toLocaleString("en")}</text>`,
    ),
  ];
  const lines = Object.keys(COLOURS).map((mode) => {
    const points = results.filter((result) => result.mode === mode);
    const places = points.map((point) => `${x.at(point.providers)},${y.at(measured(point))}`);
    const dots = places.map((place) => {
      const [cx, cy] = place.split(",");
      return `<circle cx="${cx}" cy="${cy}" r="3" fill="${colourOf(mode)}"/>`;
    });
    return `<polyline points="${places.join(" ")}" fill="none" stroke="${colourOf(mode)}" stroke-width="2"/>${dots.join("")}`;
  });
  return `<text x="${MARGIN}" y="16" font-weight="bold">${title}</text>${grid.join("")}${lines.join("")}`;
}

/** A logarithmic axis over whole powers of ten. @param {number[]} values @param {number} from @param {number} to */
function axis(values, from, to) {
  const least = Math.floor(Math.log10(Math.min(...values)));
  const most = Math.max(Math.ceil(Math.log10(Math.max(...values))), least + 1);
  const at = (/** @type {number} */ value) =>
    Number((from + ((Math.log10(value) - least) / (most - least)) * (to - from)).toFixed(1));
  return { at, ticks: Array.from({ length: most - least + 1 }, (_, index) => 10 ** (least + index)) };
}

/** @param {string} mode */
function colourOf(mode) {
  return COLOURS[/** @type {keyof typeof COLOURS} */ (mode)];
}

/** @param {string} mode */
function labelOf(mode) {
  return LABELS[/** @type {keyof typeof LABELS} */ (mode)];
}
