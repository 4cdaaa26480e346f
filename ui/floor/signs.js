// Replays one day of the floor. All that happens is in the data (present/floor/player_data.py): this file looks up what holds
// at a time, draws straight lines between points of strain, and writes to the page only what has changed.

const SPEEDS = [1, 5, 15, 30]; // simulated minutes a second
const PLAY = "M7 4l13 8-13 8z";
const BARS = "M6 4h4.5v16H6zM13.5 4H18v16h-4.5z";
const HEADSET = "M3 13a9 9 0 0 1 18 0v5.5a2.5 2.5 0 0 1-2.5 2.5H15v-8h3.5a6.5 6.5 0 0 0-13 0H9v8H5.5A2.5 2.5 0 0 1 3 18.5z";
const ICONS = {
  t: HEADSET, u: HEADSET, d: HEADSET,
  w: "M4 20.5l1.2-5.6L16 4.1a1.5 1.5 0 0 1 2.1 0l1.8 1.8a1.5 1.5 0 0 1 0 2.1L9.1 18.8z",
  f: "M12 4a8 8 0 1 0 .01 0zM12 7a5 5 0 1 1-.01 0z",
  b: "M4 8h13v2h1a3.5 3.5 0 0 1 0 7h-1.6A6 6 0 0 1 11 20h-1a6 6 0 0 1-6-6zM17 12.5v2h1a1 1 0 0 0 0-2zM7 2h2v4H7zM12 2h2v4h-2z",
  p: "M7 5h3.5v14H7zM13.5 5H17v14h-3.5z",
  c: "M2 5c3.5-1.2 7-1 9 1v14c-2-2-5.5-2.2-9-1zM22 5c-3.5-1.2-7-1-9 1v14c2-2 5.5-2.2 9-1z",
  o: "M6 11h12v2H6z",
  sick: "M10 4h4v6h6v4h-6v6h-4v-6H4v-4h6z",
  away: "M6 11h12v2H6z",
  vacant: "",
  training: "M2 5c3.5-1.2 7-1 9 1v14c-2-2-5.5-2.2-9-1zM22 5c-3.5-1.2-7-1-9 1v14c2-2 5.5-2.2 9-1z",
  off: "M6 11h12v2H6z",
};
const MOODS = {
  d: "M12 0l12 12-12 12L0 12zM10.6 5.5h2.8l-.5 8h-1.8zM12 15.3a1.6 1.6 0 1 1-.01 0z",
  u: "M12 0l12 12-12 12L0 12zM12 4.5L4.5 12l7.5 7.5 7.5-7.5z",
};
const BODY = "M3 24c0-6 4-9.5 9-9.5s9 3.5 9 9.5z";
const PERSON = { t: "M12 3a5 5 0 1 0 .01 0z" + BODY, u: "M12 1l6 6-6 6-6-6zM12 4.2L9.2 7l2.8 2.8L14.800 7z" + BODY, d: "M12 0l7 7-7 7-7-7z" + BODY };
const SVG = "http://www.w3.org/2000/svg";

// -- Small things --

function element(tag, name, text) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function drawing(name, path) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  if (name) made.setAttribute("class", name);
  const inside = document.createElementNS(SVG, "path");
  inside.setAttribute("d", path || "");
  inside.setAttribute("fill-rule", "evenodd");
  made.append(inside);
  return made;
}

function summed(differences) {
  let sum = 0;
  return Float64Array.from(differences || [], (d) => (sum += d));
}

// How many of the rising times are not after t.
function countUntil(times, t) {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}

const two = (n) => String(n).padStart(2, "0");
const clock = (s) => `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}`;
const spell = (s) => (s < 60 ? "less than a minute" : `${Math.floor(s / 60)} min`);
const plural = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
