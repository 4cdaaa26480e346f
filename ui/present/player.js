// Shows one step of those that the page has drawn, by keys, a clicker, touch or the hints. The step's number is in the
// address, so a reload stays on it. What is on the page is the truth: the server need not send anything.
const STEP = "st-key-present_step_";
const ALL = ".st-key-present_all";
const players = new WeakMap();

export default function (component) {
  const { parentElement } = component;
  let player = players.get(parentElement);
  if (!player || player.root !== parentElement.querySelector(".present")) {
    if (player) player.close();
    player = new Player(component);
    players.set(parentElement, player);
  }
  player.component = component;
  return () => {
    player.close();
    players.delete(parentElement);
  };
}

const MOVES = {
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1,
};
const BLANKS = { b: "black", B: "black", ".": "black", w: "white", W: "white", ",": "white" }; // as slide programs have it
const ALONE = new Set(["Shift", "Control", "Alt", "Meta", "CapsLock"]);
const AWAKE_MS = 2500, LEAVING_MS = 5000, DIGITS_MS = 2000, AHEAD_MS = 150, SWIPE_PX = 50, EDGE = 0.2;

class Player {
  constructor(component) {
    this.component = component;
    this.leftAt = -LEAVING_MS;
    this.root = component.parentElement.querySelector(".present");
    this.style = document.head.appendChild(document.createElement("style"));
    this.stop = new AbortController();
    const at = Number.parseInt(new URL(location.href).searchParams.get("at") ?? "", 10);
    this.step = Number.isFinite(at) ? Math.max(0, at - 1) : 0; // counted from zero
    this.total = 0;
    this.seen = new Set();
    this.fitted = new WeakMap();
    this.typed = "";
    this.isNew = true; // until the first key
    this.guesses = new Guesses();
    this.listen();
    this.observer = new MutationObserver(() => this.soon());
    this.observer.observe(document.body, { childList: true, subtree: true, characterData: true });
    document.fonts.addEventListener("loadingdone", () => this.soon(), { signal: this.stop.signal });
    this.report();
    this.look();
  }

  close() {
    this.stop.abort();
    this.observer.disconnect();
    for (const timer of ["sleep", "ahead", "frame", "resized", "typing"]) clearTimeout(this[timer]);
    this.style.remove();
    document.documentElement.style.cursor = "";
  }

  // -- What there is --

  soon() {
    if (this.frame) return;
    this.frame = setTimeout(() => {
      this.frame = 0;
      this.look();
    }, 30);
  }

  look() {
    this.ready = document.querySelector(ALL) !== null;
    const total = document.querySelectorAll(`[class*="${STEP}"]`).length;
    if (total !== this.total || this.ready !== this.wasReady) {
      this.total = total;
      this.wasReady = this.ready;
      this.show();
    }
    this.shut();
    this.fit();
    this.guesses.mark(this.questions);
    this.address();
  }

  // The first step until all are there; then the one that is wanted, or the last if there are not so many.
  get shown() {
    return this.ready ? Math.min(this.step, Math.max(0, this.total - 1)) : 0;
  }

  // -- Showing --

  show() {
    const now = this.shown;
    for (const near of [now, now + 1, now - 1]) if (near >= 0 && near < this.total) this.seen.add(near);
    this.rules();
    const words = this.ready ? `${now + 1} of ${this.total}` : "";
    this.root.querySelector(".where").textContent = words;
    this.root.querySelector(".first").hidden = !(this.ready && this.isNew && now === 0);
    for (const [button, isEnd, why] of [
      [".back", now === 0, "This is the first step"],
      [".on", now >= this.total - 1, "This is the last step"],
    ]) {
      this.root.querySelector(button).disabled = isEnd;
      this.root.querySelector(button).title = isEnd ? why : "";
    }
    const heading = document.querySelector(`.${STEP}${now} h1`)?.textContent ?? "";
    if (this.ready) this.root.querySelector(".said").textContent = `${words}: ${heading}`;
    document.querySelector(`.${STEP}${now}`)?.scrollTo(0, 0);
    this.address();
    this.drawAhead();
  }

  // Only steps that were near are laid out, unseen, so that their pictures are drawn before they are wanted.
  // Unseen by being transparent and inert: that costs no new style of all that is in them, as other ways do.
  rules() {
    const selectors = [...this.seen].map((n) => `.${STEP}${n}`).join(", ");
    const shown = `.${STEP}${this.shown}`;
    this.style.textContent = `[class*="${STEP}"] { display: none !important; opacity: 0; }
      ${selectors}${selectors ? ", " : ""}${shown} { display: flex !important; }
      ${shown} { opacity: 1; z-index: 1; }
      ${this.guesses.rules}`;
    this.shut();
    this.fit();
  }

  shut() {
    for (const step of document.querySelectorAll(`[class*="${STEP}"]`)) {
      const hidden = !step.classList.contains(`${STEP}${this.shown}`);
      if (step.inert !== hidden) step.inert = hidden;
    }
  }

  drawAhead() {
    clearTimeout(this.ahead);
    if (!this.ready) return;
    this.ahead = setTimeout(() => {
      const order = Array.from({ length: this.total }, (_, i) => (this.shown + i) % this.total);
      const next = order.find((n) => !this.seen.has(n));
      if (next === undefined) return;
      this.seen.add(next);
      this.rules();
      this.drawAhead();
    }, AHEAD_MS);
  }

  address() {
    if (!this.ready) return;
    const url = new URL(location.href);
    const at = String(this.shown + 1);
    if (url.searchParams.get("at") === at) return;
    url.searchParams.set("at", at);
    history.replaceState(history.state, "", url);
  }

  // -- Room for everything --

  // Of every step that has changed, or whose screen or font has.
  fit() {
    for (const step of document.querySelectorAll(`[class*="${STEP}"]`)) {
      if (getComputedStyle(step).display === "none") continue;
      const state = `${innerWidth} ${innerHeight} ${document.fonts.status} ${step.textContent}`;
      if (this.fitted.get(step) === state) continue;
      this.fitted.set(step, state);
      fit(step);
    }
  }

  // -- Moving --

  go(step) {
    if (!this.ready) return;
    this.step = Math.min(Math.max(0, step), this.total - 1);
    this.guesses.turn = 0;
    this.show();
  }

  leave() {
    if (performance.now() - this.leftAt < LEAVING_MS) return; // a second one would arrive on the page that it leads to
    this.leftAt = performance.now();
    if (document.fullscreenElement) document.exitFullscreen();
    this.component.setTriggerValue("leave", true);
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  listen() {
    const on = (target, event, act, more) =>
      target.addEventListener(event, act, { signal: this.stop.signal, ...more });
    on(document, "keydown", (event) => this.pressed(event), { capture: true });
    on(document, "mousemove", (event) => {
      if (event.movementX || event.movementY) this.wake();
    });
    on(document, "touchstart", (event) => this.touched(event), { passive: true });
    on(document, "touchend", (event) => this.lifted(event), { passive: true });
    on(document, "click", (event) => this.clicked(event));
    on(window, "resize", () => {
      this.soon();
      clearTimeout(this.resized);
      this.resized = setTimeout(() => this.report(), 300);
    });
    for (const [name, act] of [
      ["back", () => this.go(this.shown - 1)],
      ["on", () => this.go(this.shown + 1)],
      ["black", () => this.blank("black")],
      ["link", () => this.link()],
      ["guess", () => this.toggleGuess()],
      ["full", () => this.full()],
      ["keys", () => this.help()],
      ["leave", () => this.leave()],
    ]) on(this.root.querySelector(`.${name}`), "click", act);
    this.asleep();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { key } = event;
    const onButton = Boolean(event.composedPath()[0]?.closest?.("button, a"));
    if (this.isBlank) {
      if (!ALONE.has(key)) this.held(event, () => this.blank());
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    this.look(); // what came a moment ago counts
    if (!ALONE.has(key)) {
      this.isNew = false;
      this.root.querySelector(".first").hidden = true;
    }
    if (key in MOVES) this.held(event, () => this.go(this.shown + MOVES[key]));
    else if (key === " " && !onButton) this.held(event, () => this.go(this.shown + (event.shiftKey ? -1 : 1)));
    else if (key === "Home") this.go(0);
    else if (key === "End") this.go(this.total - 1);
    else if (key in BLANKS) this.held(event, () => this.blank(BLANKS[key]));
    else if (key === "q" || key === "Q") this.held(event, () => this.link());
    else if (key === "g" || key === "G") this.held(event, () => this.toggleGuess());
    else if (key === "?") this.help();
    else if (key === "f" || key === "F") this.held(event, () => this.full());
    else if (key === "Escape" && this.isHelpOpen) this.help();
    else if (key === "Escape" && !document.fullscreenElement) this.leave();
    else if (/^[0-9]$/.test(key) && this.questions.length) this.guessBy(Number(key));
    else if (/^[0-9]$/.test(key)) this.type(key);
    else if (key === "Enter" && this.typed && !onButton) {
      this.go(Number(this.typed) - 1);
      this.typed = "";
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // A key that is held down acts once: nobody wants to rush through.
  held(event, act) {
    if (!event.repeat) act();
  }

  type(digit) {
    this.typed = `${this.typed}${digit}`.slice(-3);
    clearTimeout(this.typing);
    this.typing = setTimeout(() => (this.typed = ""), DIGITS_MS);
  }

  touched(event) {
    const { clientX: x, clientY: y } = event.touches[0];
    this.finger = event.touches.length === 1 ? { x, y } : null;
  }

  lifted(event) {
    const from = this.finger;
    this.finger = null;
    if (!from || this.isBlank || event.composedPath()[0]?.closest?.("button, a")) return;
    const { clientX: x, clientY: y } = event.changedTouches[0];
    const across = x - from.x, down = y - from.y;
    if (Math.abs(across) > SWIPE_PX && Math.abs(across) > 2 * Math.abs(down)) {
      this.go(this.shown + (across < 0 ? 1 : -1));
    } else if (Math.hypot(across, down) < 10) {
      if (x > innerWidth * (1 - EDGE)) this.go(this.shown + 1);
      else if (x < innerWidth * EDGE) this.go(this.shown - 1);
      else this.wake();
    }
  }

  // -- A dark screen, the keys, the address to take along --

  get isBlank() {
    return !this.root.querySelector(".blank").hidden;
  }

  // A black or a white screen; back to the step without a colour.
  blank(colour) {
    const cover = this.root.querySelector(".blank");
    cover.hidden = !colour;
    cover.toggleAttribute("data-white", colour === "white");
    if (colour) this.asleep();
    this.root.querySelector(".said").textContent = colour ? `The screen is ${colour}. Any key returns.` : "";
  }

  get isHelpOpen() {
    return !this.root.querySelector(".help").hidden;
  }

  help() {
    this.root.querySelector(".help").hidden = this.isHelpOpen;
    this.root.querySelector(".keys").setAttribute("aria-expanded", String(this.isHelpOpen));
  }

  // To the last step, which shows the address as a QR code, and back.
  link() {
    if (!this.ready) return;
    const last = this.total - 1, from = this.shown;
    this.go(from === last ? this.cameFrom ?? 0 : last);
    if (from !== last) this.cameFrom = from;
  }

  // -- The room guesses --

  get questions() {
    return [...document.querySelectorAll(`.${STEP}${this.shown} [data-question]`)];
  }

  // The answer with this number, to the question whose turn it is.
  guessBy(number) {
    const { questions, guesses } = this;
    const question = questions[guesses.turn % questions.length];
    const answer = question.querySelectorAll("[data-guess]")[number - 1];
    if (!answer) return;
    guesses.turn = (guesses.turn + 1) % questions.length;
    this.guess(answer);
  }

  guess(button) {
    const { guess } = button.dataset, colon = guess.indexOf(":");
    this.guesses.make(guess.slice(0, colon), guess.slice(colon + 1));
    this.rules();
    this.guesses.mark(this.questions);
  }

  clicked(event) {
    if (this.isBlank) return this.blank();
    const button = event.target.closest?.("[data-guess], [data-does]");
    if (!button) return;
    if (button.dataset.guess) {
      const question = button.closest("[data-question]");
      this.guesses.turn = this.questions.indexOf(question) + 1;
      this.guess(button);
    } else if (button.dataset.does === "on") this.go(this.shown + 1);
    else this.toggleGuess();
  }

  // Whether the room is asked; the server draws the steps with or without the question, the browser remembers.
  toggleGuess() {
    const wanted = document.querySelector("[data-question]") ? "off" : "on";
    keepWant(wanted);
    this.component.setTriggerValue("guess", wanted);
  }

  // -- Hints and the size of the screen --

  wake() {
    if (this.isBlank) return;
    this.root.dataset.awake = "";
    document.documentElement.style.cursor = "";
    clearTimeout(this.sleep);
    this.sleep = setTimeout(() => this.asleep(), AWAKE_MS);
  }

  asleep() {
    delete this.root.dataset.awake;
    document.documentElement.style.cursor = "none";
  }

  report() {
    const size = { width: innerWidth, height: innerHeight, guess: wants() };
    const report = JSON.stringify(size);
    if (report === this.reported) return;
    this.reported = report;
    this.component.setStateValue("screen", size);
  }
}
