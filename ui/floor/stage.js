// Builds what is to be seen of a day, and what can be done with it by hand.
class Stage {
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
    this.moments = Object.fromEntries(Object.entries(data.moments).map(([name, times]) => [name, summed(times)]));
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
    const names = [["called", "Called"], ["answered", "Answered"], ["hung_up", "Abandoned"], ["settled", "Resolved"]];
    if (this.moments.closed.length) names.push(["closed", "Ended under the rule"]);
    if (this.moments.turned_away.length) names.push(["turned_away", "Turned away"]);
    if (this.moments.not_served.length) names.push(["not_served", "Not served"]);
    const list = this.at(".counters");
    list.replaceChildren();
    this.counters = names.map(([name, words]) => {
      const entry = element("div");
      const value = element("dd", "", "0");
      entry.append(element("dt", "", words), value);
      list.append(entry);
      return { times: this.moments[name], value, shown: 0 };
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
        points: summed(seat.ft), strain: seat.f || [], state: "", band: -2, minutes: "", started: 0, F: null,
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
    const entry = (...parts) => {
      const made = element("span");
      made.append(...parts);
      legend.append(made);
    };
    if (this.data.strain) {
      const scale = element("i", "scale");
      scale.style.background = `linear-gradient(90deg, ${this.colours.map((c) => c[0]).join(", ")})`;
      entry("Strain† 0", scale, "100");
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
    if (some("vacant")) entry(ring("o"), "vacant position");
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
    const who = `Position ${s.seat.n}, ${s.seat.team}`;
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
}
