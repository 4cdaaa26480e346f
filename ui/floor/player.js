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

// Plays: what holds at a time, and moving through time.
class Player extends Stage {
  // -- Playing --

  toggle() {
    if (this.playing) return this.stand();
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
      if (this.t >= this.data.to) return this.stand();
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
      const n = countUntil(counter.times, t);
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
    const upTo = countUntil(joined, t);
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
      const i = countUntil(s.times, t);
      const state = i ? s.states[i - 1] : "o";
      s.started = i ? s.times[i - 1] : 0;
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
    s.tile.setAttribute("aria-label", `Position ${s.seat.n}: ${words}`);
  }

  strain(s, t) {
    const n = s.points.length;
    if (!n) return null;
    const j = countUntil(s.points, t);
    if (j === 0) return s.strain[0];
    if (j >= n) return s.strain[n - 1];
    const a = s.points[j - 1], b = s.points[j];
    return s.strain[j - 1] + ((s.strain[j] - s.strain[j - 1]) * (t - a)) / Math.max(1, b - a);
  }

  floorWords() {
    const { on, calls, hard, rest, free } = this.counts;
    if (!on) return "No agent on duty.";
    let words = `${plural(on, "agent", "agents")} on duty: ${calls} on calls`;
    if (hard) words += ` (${hard} with difficult or upset callers)`;
    words += `, ${free} free`;
    if (rest) words += `, ${rest} on a break, in a pause or in a course`;
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
