// Replays one day of the floor. All that happens is in the data (present/floor/plain.py): this file looks up what holds
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

const players = new WeakMap();

export default function (component) {
  const { data, parentElement } = component;
  const root = parentElement.querySelector(".floor");
  let player = players.get(parentElement);
  if (!player || player.root !== root) {
    if (player) player.close();
    player = new Player(root);
    players.set(parentElement, player);
  }
  if (data) player.show(data);
  return () => {
    player.close();
    players.delete(parentElement);
  };
}

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

// How many of the rising times are not after t; `hint`: the answer for a time a little earlier.
function countUntil(times, t, hint) {
  let n = hint;
  if (n > 0 && times[n - 1] > t) {
    let low = 0, high = n;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (times[middle] <= t) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  let steps = 0;
  while (n < times.length && times[n] <= t) {
    n += 1;
    if (++steps > 64) return countUntil(times, t, times.length);
  }
  return n;
}

const two = (n) => String(n).padStart(2, "0");
const clock = (s) => `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}`;
const spell = (s) => (s < 60 ? "less than a minute" : `${Math.floor(s / 60)} min`);
const plural = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

class Player {
  constructor(root) {
    this.root = root;
    this.playing = false;
    this.speed = 5;
    this.t = 0;
    this.frame = 0;
    this.key = "";
    this.tipped = null;
    this.at = (name) => root.querySelector(name);
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.clockAt = this.at(".clock");
    this.scrub = this.at(".scrub");
    this.cursor = this.at(".cursor");
    this.people = this.at(".people");
    this.tip = this.at(".tip");
    this.build();
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.at(".track"));
    this.sizes.observe(this.people);
  }

  close() {
    this.pause();
    clearTimeout(this.sayLater);
    this.sizes.disconnect();
  }

  // -- Once --

  build() {
    const speeds = this.at(".speed");
    const group = `speed-${Math.random().toString(36).slice(2)}`;
    for (const speed of speeds.querySelector("label") ? [] : SPEEDS) {
      const label = element("label");
      const box = element("input");
      Object.assign(box, { type: "radio", name: group, value: speed, checked: speed === this.speed });
      box.setAttribute("aria-label", plural(speed, "minute a second", "minutes a second"));
      box.onchange = () => (this.speed = speed);
      label.append(box, element("span", "", speed));
      speeds.append(label);
    }
    this.at(".play").onclick = () => this.toggle();
    for (const jump of this.root.querySelectorAll(".jump")) {
      jump.onclick = () => this.seek(jump.dataset.to === "line" ? this.longest : this.begin);
    }
    this.scrub.oninput = () => this.seek(Number(this.scrub.value));
    this.root.onkeydown = (event) => this.pressed(event);
    const teams = this.at(".teams");
    const seatOf = (event) => this.seats?.find((s) => s.tile === event.target.closest?.(".tile"));
    teams.onpointerover = (event) => this.point(seatOf(event));
    teams.onpointerleave = () => this.point(this.seats?.find((s) => s.tile === this.root.getRootNode().activeElement));
    // There is no property `onfocusin`; the player is made once for each piece of page, so these do not add up.
    teams.addEventListener("focusin", (event) => {
      this.rove(seatOf(event));
      this.point(seatOf(event));
    });
    teams.addEventListener("focusout", () => this.point(null));
  }

  // -- A day --

  show(data) {
    this.data = data;
    const again = data.key === this.key;
    if (!again) {
      this.key = data.key;
      this.pause();
      this.fill();
    }
    this.dress();
    if (again) this.draw(true);
    else this.seek(this.longest, false);
  }

  fill() {
    const data = this.data;
    this.begin = data.opens === null ? data.from : Math.max(data.from, data.opens);
    const most = data.longest ? data.longest[1] : 0;
    this.longest = data.longest ? data.longest[0] + 1 : this.begin;
    this.at('.jump[data-to="line"]').hidden = !most;
    this.joined = summed(data.queue.joined);
    this.left = this.joined.map((t, i) => t + data.queue.waited[i]);
    this.longestWait = Math.max(0, ...data.queue.waited);
    this.moments = Object.fromEntries(Object.entries(data.moments).map(([name, times]) => [name, { times: summed(times), n: 0 }]));
    Object.assign(this.scrub, { min: data.from, max: data.to });
    this.at(".day").textContent = data.name;
    this.root.dataset.strain = data.strain ? "1" : "0";
    this.root.dataset.many = data.seats.length > 80 ? "1" : "0";
    this.fillLine(most);
    this.fillCounters();
    this.fillTeams();
    this.shownQueue = "";
  }

  fillLine(most) {
    const { line } = this.data;
    const svg = this.at(".line");
    svg.setAttribute("viewBox", `0 0 ${Math.max(1, line.length - 1)} ${Math.max(1, most)}`);
    let path = `M0 ${Math.max(1, most)}`;
    line.forEach((n, i) => (path += `L${i} ${Math.max(1, most) - n}`));
    svg.firstElementChild.setAttribute("d", `${path}L${line.length - 1} ${Math.max(1, most)}z`);
    this.at(".peak").textContent = most ? `callers waiting, at most ${most}` : "nobody ever waited";
  }

  fillCounters() {
    const names = [["called", "Called"], ["answered", "Answered"], ["hung_up", "Hung up"], ["settled", "Settled"]];
    if (this.moments.closed.times.length) names.push(["closed", "Closed by rule"]);
    if (this.moments.turned_away.times.length) names.push(["turned_away", "All lines taken"]);
    if (this.moments.not_served.times.length) names.push(["not_served", "Not served"]);
    const list = this.at(".counters");
    list.replaceChildren();
    this.counters = names.map(([name, words]) => {
      const entry = element("div");
      const value = element("dd", "", "0");
      entry.append(element("dt", "", words), value);
      list.append(entry);
      return { moments: this.moments[name], value, shown: 0 };
    });
  }

  fillTeams() {
    const { seats, teams } = this.data;
    const holder = this.at(".teams");
    holder.replaceChildren();
    const grids = {};
    for (const team of teams) {
      const grid = element("div", "tiles");
      grid.setAttribute("role", "group");
      grid.setAttribute("aria-label", team);
      if (teams.length > 1) holder.append(element("h3", "", team));
      holder.append(grid);
      grids[team] = grid;
    }
    this.seats = seats.map((seat) => {
      const tile = element("button", "tile");
      tile.type = "button";
      tile.tabIndex = -1;
      const doing = drawing("doing");
      const mood = drawing("mood");
      const since = element("span", "for");
      tile.append(element("span", "seat", seat.n), doing, mood, since);
      grids[seat.team].append(tile);
      return {
        seat, tile, since, doing: doing.firstElementChild, mood: mood.firstElementChild, times: summed(seat.t), states: seat.s || "",
        points: summed(seat.ft), strain: seat.f || [], i: 0, j: 0, state: "", band: -2, minutes: "", started: 0, F: null,
      };
    });
    if (this.seats.length) this.seats[0].tile.tabIndex = 0;
  }

  // Colours of the theme: again whenever that changes.
  dress() {
    const parts = getComputedStyle(this.root).backgroundColor.match(/[\d.]+/g) || [255, 255, 255];
    const mode = 0.3 * parts[0] + 0.6 * parts[1] + 0.1 * parts[2] < 128 ? "dark" : "light";
    this.root.dataset.mode = mode;
    this.colours = this.data.colours[mode];
    for (const s of this.seats) s.band = -2;
    const legend = this.at(".legend");
    legend.replaceChildren();
    const entry = (sign, words) => {
      const made = element("span");
      made.append(sign, words);
      legend.append(made);
    };
    if (this.data.strain) {
      const scale = element("i", "scale");
      scale.style.background = `linear-gradient(90deg, ${this.colours.map((c) => c[0]).join(", ")})`;
      const made = element("span");
      made.append("Strain† 0", scale, "100");
      legend.append(made);
    }
    const ring = (s) => {
      const made = element("i", "ring");
      made.dataset.s = s;
      made.append(drawing("", MOODS[s]));
      return made;
    };
    const all = this.data.seats.map((s) => s.s || "").join("");
    const here = (letter) => all.includes(letter);
    const some = (status) => this.data.seats.some((s) => s.absent && s.status === status);
    entry(drawing("", ICONS.t), "on a call");
    if (here("d")) entry(ring("d"), "with a difficult caller");
    if (here("u")) entry(ring("u"), "with an upset caller");
    if (here("w")) entry(drawing("", ICONS.w), "wrapping up");
    entry(drawing("", ICONS.f), "free");
    if (here("b")) entry(drawing("", ICONS.b), "break");
    if (here("p")) entry(drawing("", ICONS.p), "pause after a hard call");
    if (here("c") || some("training")) entry(drawing("", ICONS.c), "course or training");
    if (some("sick")) entry(drawing("", ICONS.sick), "sick");
    entry(drawing("", ICONS.o), "not here");
    entry(element("b", "", "7"), "minutes so far");
    entry(drawing("person", PERSON.t), "waiting");
    if (this.data.queue.mood.includes("d")) entry(drawing("person", PERSON.d), "waiting, difficult");
    if (this.data.queue.mood.includes("u")) entry(drawing("person", PERSON.u), "waiting again, upset");
  }

  resized() {
    if (!this.data) return;
    const { from, to } = this.data;
    const width = this.at(".track").clientWidth;
    this.width = width;
    const hours = (to - from) / 3600;
    const step = [1, 2, 3, 4, 6, 12].find((h) => (width / hours) * h > 58) || 24;
    const labels = [];
    for (let h = Math.ceil(from / 3600 / step) * step; h * 3600 <= to; h += step) {
      const label = element("span", "", `${two(h)}:00`);
      label.style.left = `${((h * 3600 - from) / (to - from)) * 100}%`;
      labels.push(label);
    }
    this.at(".hours").replaceChildren(...labels);
    this.room = Math.max(4, Math.floor((this.people.clientWidth + 4) / 21) * 2 - 2);
    this.shownQueue = "";
    this.draw(false);
  }

  // -- Playing --

  toggle() {
    if (this.playing) {
      this.stand();
      return;
    }
    if (this.t >= this.data.to) this.t = this.begin;
    this.playing = true;
    this.button();
    let last = performance.now();
    const step = (now) => {
      if (!this.playing) return;
      const passed = Math.min(now - last, 250) / 1000;
      if (!this.calm.matches || now - last >= 1000) { // calm: a still every second instead of motion
        this.t = Math.min(this.data.to, this.t + (this.calm.matches ? 1 : passed) * this.speed * 60);
        last = now;
        this.draw(false);
      }
      if (this.t >= this.data.to) {
        this.stand();
        return;
      }
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  stand() {
    this.pause();
    this.draw(true);
    this.say();
  }

  pause() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
    this.button();
  }

  button() {
    const play = this.at(".play");
    play.querySelector("path").setAttribute("d", this.playing ? BARS : PLAY);
    play.querySelector("span").textContent = this.playing ? "Pause" : "Play";
  }

  seek(t, tell = true) {
    this.t = Math.min(this.data.to, Math.max(this.data.from, t));
    this.draw(true);
    if (tell) this.say();
  }

  pressed(event) {
    const on = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tile = on.classList.contains("tile");
    const moves = { ArrowLeft: -60, ArrowRight: 60, ArrowDown: -60, ArrowUp: 60, PageDown: -1800, PageUp: 1800 };
    if (event.key === " " && (tile || on === this.scrub)) this.toggle();
    else if (tile && event.key.startsWith("Arrow")) this.walk(event.key);
    else if (on === this.scrub && event.key in moves) this.seek(Math.floor(this.t / 60) * 60 + moves[event.key]);
    else if (on === this.scrub && event.key === "Home") this.seek(this.data.from);
    else if (on === this.scrub && event.key === "End") this.seek(this.data.to);
    else if (event.key === "Escape" && this.tipped) this.point(null);
    else return;
    event.preventDefault();
  }

  // -- Seats by hand --

  walk(key) {
    const now = this.seats.findIndex((s) => s.tile.tabIndex === 0);
    const columns = getComputedStyle(this.seats[now].tile.parentElement).gridTemplateColumns.split(" ").length;
    const next = now + { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
    if (this.seats[next]) this.seats[next].tile.focus();
  }

  rove(seat) {
    if (!seat) return;
    for (const s of this.seats) s.tile.tabIndex = s === seat ? 0 : -1;
  }

  point(seat) {
    if (this.tipped) this.tipped.tile.removeAttribute("aria-describedby");
    this.tipped = seat || null;
    this.tip.hidden = !seat;
    if (!seat) return;
    this.tip.textContent = this.about(seat);
    seat.tile.setAttribute("aria-describedby", "tip");
    const box = seat.tile.getBoundingClientRect();
    const frame = this.root.getBoundingClientRect();
    const left = Math.min(frame.width - this.tip.offsetWidth - 4, Math.max(4, box.left - frame.left + box.width / 2 - this.tip.offsetWidth / 2));
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${box.top - frame.top - this.tip.offsetHeight - 6}px`;
  }

  about(s) {
    const who = `Seat ${s.seat.n}, ${s.seat.team}`;
    if (s.seat.absent) return `${who}: ${s.seat.absent}`;
    if (s.state === "o") {
      const gone = this.t >= s.times[s.times.length - 1];
      return `${who}: not on duty${gone ? (s.seat.after ? `, ${s.seat.after}` : "") : s.seat.before ? `, ${s.seat.before}` : ""}`;
    }
    let text = `${who}: ${this.data.states[s.state]} for ${spell(this.t - s.started)}`;
    if (s.F !== null) text += `; strain† ${Math.round(s.F / 10)}`;
    if (this.data.strain && s.seat.e !== null) text += `, exhaustion† ${s.seat.e} of 100`;
    return text;
  }

  // -- What holds now --

  // Words and minutes change too fast to be read: while it plays, five times a second is enough.
  draw(jumped) {
    const { t, data } = this;
    const now = performance.now();
    const withWords = jumped || !this.playing || now - (this.wordsAt || 0) > 200;
    if (withWords) this.wordsAt = now;
    const words = clock(Math.min(t, data.to));
    if (words !== this.clockWords || jumped) {
      this.clockWords = words;
      this.clockAt.textContent = words;
      if (withWords) this.scrub.setAttribute("aria-valuetext", words);
    }
    const pixel = (data.to - data.from) / Math.max(1, this.width || 1);
    if (jumped || Math.abs(t - Number(this.scrub.value)) >= pixel) this.scrub.value = Math.round(t);
    this.cursor.style.transform = `translateX(${((t - data.from) / (data.to - data.from)) * (this.width || 0)}px)`;
    for (const counter of this.counters) {
      const n = (counter.moments.n = countUntil(counter.moments.times, t, counter.moments.n));
      if (n !== counter.shown && withWords) counter.value.textContent = (counter.shown = n).toLocaleString("en");
    }
    this.drawQueue(withWords);
    this.drawSeats(withWords);
    if (this.tipped && withWords) {
      const about = this.about(this.tipped);
      if (about !== this.tip.textContent) this.tip.textContent = about;
    }
  }

  drawQueue(withWords) {
    const { t, joined, left } = this;
    const upTo = (this.joinedN = countUntil(joined, t, this.joinedN || 0));
    const waiting = [];
    for (let i = upTo - 1; i >= 0 && joined[i] >= t - this.longestWait; i--) if (left[i] > t) waiting.unshift(i);
    this.waiting = waiting;
    const longest = waiting.length ? t - joined[waiting[0]] : 0;
    const words = waiting.length
      ? `${waiting.length} waiting, longest ${longest < 60 ? `${Math.floor(longest)} s` : `${Math.floor(longest / 60)} min`}`
      : "Nobody waiting";
    if (withWords && words !== this.waitingWords) this.at(".waiting").replaceChildren(element("b", "", (this.waitingWords = words)));
    const shown = waiting.join();
    if (shown === this.shownQueue) return;
    this.shownQueue = shown;
    const fits = Math.min(waiting.length, this.room || 40);
    while (this.people.children.length > fits) this.people.lastElementChild.remove();
    for (let k = 0; k < fits; k++) {
      let one = this.people.children[k];
      if (!one || one.tagName !== "svg") {
        one = drawing("");
        this.people.append(one);
      }
      const mood = this.data.queue.mood[waiting[k]];
      if (one.dataset.m !== mood) {
        one.dataset.m = mood;
        one.firstElementChild.setAttribute("d", PERSON[mood]);
      }
    }
    if (waiting.length > fits) this.people.append(element("span", "more", `+${waiting.length - fits}`));
  }

  drawSeats(withWords) {
    const { t, colours } = this;
    const counts = { on: 0, calls: 0, hard: 0, rest: 0, free: 0 };
    for (const s of this.seats) {
      s.i = countUntil(s.times, t, s.i);
      const state = s.i ? s.states[s.i - 1] : "o";
      s.started = s.i ? s.times[s.i - 1] : 0;
      if (state !== "o") {
        counts.on += 1;
        if (state === "f") counts.free += 1;
        else if ("tud".includes(state)) counts.calls += 1;
        else if ("bpc".includes(state)) counts.rest += 1;
        if (state === "u" || state === "d") counts.hard += 1;
      }
      const turned = state !== s.state;
      if (turned) this.turn(s, state);
      const busy = "tudbpc".includes(state) ? Math.floor((t - s.started) / 60) : 0;
      const minutes = busy ? String(busy) : "";
      if (minutes !== s.minutes && (turned || withWords)) s.since.textContent = s.minutes = minutes;
      s.F = state === "o" ? null : this.strain(s, t);
      const band = s.F === null ? -1 : Math.round((s.F / 1000) * (colours.length - 1));
      if (band !== s.band) {
        s.band = band;
        const [fill, ink] = band < 0 ? ["", ""] : colours[band];
        s.tile.style.setProperty("--fill", fill || "transparent");
        s.tile.style.setProperty("--ink", ink || "var(--st-gray-text-color)");
      }
    }
    this.counts = counts;
    const words = this.floorWords();
    if (withWords && words !== this.nowWords) this.at(".now").textContent = this.nowWords = words;
  }

  turn(s, state) {
    s.state = state;
    s.tile.dataset.s = state;
    s.doing.setAttribute("d", ICONS[s.seat.absent ? s.seat.status : state]);
    s.mood.setAttribute("d", MOODS[state] || "");
    const words = s.seat.absent || this.data.states[state];
    s.tile.setAttribute("aria-label", `Seat ${s.seat.n}: ${words}`);
  }

  strain(s, t) {
    const n = s.points.length;
    if (!n) return null;
    s.j = countUntil(s.points, t, s.j);
    if (s.j === 0) return s.strain[0];
    if (s.j >= n) return s.strain[n - 1];
    const a = s.points[s.j - 1], b = s.points[s.j];
    return s.strain[s.j - 1] + ((s.strain[s.j] - s.strain[s.j - 1]) * (t - a)) / Math.max(1, b - a);
  }

  floorWords() {
    const { on, calls, hard, rest, free } = this.counts;
    if (!on) return "No agent on duty.";
    let words = `${plural(on, "agent", "agents")} on duty: ${calls} on calls`;
    if (hard) words += ` (${hard} with difficult or upset callers)`;
    words += `, ${free} free`;
    if (rest) words += `, ${rest} at rest or in a course`;
    const wrapping = on - calls - free - rest;
    if (wrapping) words += `, ${wrapping} wrapping up`;
    return `${words}.`;
  }

  // For those who listen: once the picture stands still for a moment.
  say() {
    clearTimeout(this.sayLater);
    this.sayLater = setTimeout(() => {
      if (this.playing) return;
      const difficult = this.waiting.filter((i) => this.data.queue.mood[i] === "d").length;
      this.at(".said").textContent = `${this.clockWords}. ${this.waitingWords}${difficult ? `, ${difficult} difficult` : ""}. ${this.nowWords}`;
    }, 700);
  }
}
