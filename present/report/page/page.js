"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const all = selector => [...document.querySelectorAll(selector)];
  const charts = all(".chart");
  let printing = false;

  // ── Figures: data with both modes in one, see figure_data.py ──

  const mode = () => printing ? 0 : root.dataset.theme ? Number(root.dataset.theme === "dark") : Number(dark.matches);

  function resolved(part, at) {
    if (Array.isArray(part)) return part.map(one => resolved(one, at));
    if (part === null || typeof part !== "object") return part;
    if ("~" in part) return data.pairs[part["~"]][at];
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, resolved(value, at)]));
  }

  const rows = new Map();
  function row(number) {
    if (!rows.has(number)) {
      const bytes = Uint8Array.from(atob(data.rows[number]), sign => sign.charCodeAt(0));
      const view = new DataView(bytes.buffer);
      rows.set(number, Array.from({length: bytes.length / 2}, (_, i) => {
        const tenths = view.getUint16(2 * i, true);
        return tenths === 65535 ? null : tenths / 10;
      }));
    }
    return rows.get(number);
  }

  function figure(name, at) {
    const found = resolved(data.figures[name], at);
    for (const trace of found.data)
      if (trace.meta && trace.meta.rows) { trace.z = trace.meta.rows.map(row); delete trace.meta; }
    found.layout.template = data.template;
    return found;
  }

  const config = {displayModeBar: false, scrollZoom: false, responsive: true, showTips: false, plotlyServerURL: ""};
  const drawn = new Map();

  // Always anew: what Plotly changes in a chart that stands there, it moves slowly, and paper does not wait.
  function draw(element, width) {
    const at = mode();
    if (drawn.get(element) === at && !width) return;
    const {data: traces, layout} = figure(element.dataset.figure, at);
    if (width) Object.assign(layout, {width, autosize: false});
    if (drawn.has(element)) Plotly.purge(element);
    Plotly.newPlot(element, traces, layout, config);
    drawn.set(element, at);
  }

  const seen = element => element.offsetParent !== null;
  const fit = () => charts.filter(one => drawn.has(one) && seen(one)).forEach(one => Plotly.Plots.resize(one));

  const near = new IntersectionObserver(entries => {
    for (const entry of entries) if (entry.isIntersecting) draw(entry.target);
  }, {rootMargin: "700px 0px"});
  // Plotly measures words once: not before their font is there.
  document.fonts.load('1em "Headroom Sans"').finally(() => charts.forEach(one => near.observe(one)));

  function recolour() {
    for (const one of [...drawn.keys()]) {
      if (seen(one)) draw(one);
      else { Plotly.purge(one); drawn.delete(one); near.unobserve(one); near.observe(one); }
    }
  }

  // ── Light and dark ──

  const theme = document.getElementById("theme");
  const names = [theme.textContent, theme.dataset.other];
  const label = () => { theme.textContent = names[mode()]; };
  theme.hidden = false;
  label();
  theme.addEventListener("click", () => { root.dataset.theme = mode() ? "light" : "dark"; label(); recolour(); });
  dark.addEventListener("change", () => { label(); recolour(); });

  // ── Which scenario ──

  const pickers = all("select.side");
  function show(key) {
    for (const one of pickers) {
      one.value = key;
      one.closest(".pick").querySelector(".paper").textContent = one.selectedOptions[0].textContent;
    }
    all("[data-side]").forEach(one => { one.hidden = one.dataset.side !== key; });
    fit();
  }
  pickers.forEach(one => one.addEventListener("change", () => show(one.value)));
  if (pickers.length) show(pickers[0].value);

  // ── Chapters ──

  const links = new Map(all("nav a").map(link => [link.hash.slice(1), link]));
  const list = document.querySelector("nav ol");
  const within = new IntersectionObserver(entries => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      links.forEach(link => link.removeAttribute("aria-current"));
      const link = links.get(entry.target.id);
      link.setAttribute("aria-current", "true");
      if (list.scrollWidth > list.clientWidth) list.scrollLeft = link.offsetLeft - list.offsetLeft - 16;
    }
  }, {rootMargin: "-25% 0px -70% 0px"});
  links.forEach((_, id) => within.observe(document.getElementById(id)));

  // ── Search ──

  const find = document.getElementById("find");
  const status = document.getElementById("status");
  const lines = all("#constants tbody tr").map(line => [line, line.textContent.toLowerCase(), line.cells[3].textContent]);
  function search() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let hits = 0;
    for (const [line, text, of] of lines) {
      const fits = (!status.value || of === status.value) && words.every(word => text.includes(word));
      line.hidden = !fits;
      hits += fits;
    }
    document.getElementById("hits").textContent = `${hits} of ${lines.length}`;
  }
  document.querySelector(".find").addEventListener("submit", event => event.preventDefault());
  find.addEventListener("input", search);
  status.addEventListener("change", search);
  search();

  // ── Paper: everything drawn, in light colours, as wide as the sheet; the words open ──

  const SHEET_PX = 688, COLUMN_PX = 330;
  let opened = [];
  function before() {
    if (printing) return;
    printing = true;
    opened = all("section > details.words:not([open]), .cover + details.words:not([open])");
    opened.forEach(one => { one.open = true; });
    for (const one of charts.filter(seen)) draw(one, one.closest(".wide") ? SHEET_PX : COLUMN_PX);
  }
  function after() {
    if (!printing) return;
    printing = false;
    opened.forEach(one => { one.open = false; });
    for (const one of charts.filter(seen)) { Plotly.purge(one); drawn.delete(one); draw(one); }
  }
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
  const print = document.getElementById("print");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
})();
