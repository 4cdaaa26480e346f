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
const AWAKE_MS = 2500, DIGITS_MS = 2000, AHEAD_MS = 150, SWIPE_PX = 50, EDGE = 0.2;

class Player {
  constructor(component) {
    this.component = component;
    this.root = component.parentElement.querySelector(".present");
    this.style = document.head.appendChild(document.createElement("style"));
    this.stop = new AbortController();
    const at = Number.parseInt(new URL(location.href).searchParams.get("at") ?? "", 10);
    this.step = Number.isFinite(at) ? Math.max(0, at - 1) : 0; // counted from zero
    this.total = 0;
    this.seen = new Set();
    this.typed = "";
    this.listen();
    this.observer = new MutationObserver(() => this.soon());
    this.observer.observe(document.body, { childList: true, subtree: true });
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
    this.root.querySelector(".back").disabled = now === 0;
    this.root.querySelector(".on").disabled = now >= this.total - 1;
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
      ${shown} { opacity: 1; z-index: 1; }`;
    this.shut();
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

  // -- Moving --

  go(step) {
    if (!this.ready) return;
    this.step = Math.min(Math.max(0, step), this.total - 1);
    this.show();
  }

  leave() {
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
    on(window, "resize", () => {
      clearTimeout(this.resized);
      this.resized = setTimeout(() => this.report(), 300);
    });
    for (const [name, act] of [
      ["back", () => this.go(this.shown - 1)],
      ["on", () => this.go(this.shown + 1)],
      ["full", () => this.full()],
      ["leave", () => this.leave()],
    ]) on(this.root.querySelector(`.${name}`), "click", act);
    this.asleep();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const { key } = event;
    const onButton = Boolean(event.composedPath()[0]?.closest?.("button, a"));
    this.look(); // what came a moment ago counts
    if (key in MOVES) this.held(event, () => this.go(this.shown + MOVES[key]));
    else if (key === " " && !onButton) this.held(event, () => this.go(this.shown + (event.shiftKey ? -1 : 1)));
    else if (key === "Home") this.go(0);
    else if (key === "End") this.go(this.total - 1);
    else if (key === "f" || key === "F") this.held(event, () => this.full());
    else if (key === "Escape" && !document.fullscreenElement) this.leave();
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
    if (!from || event.composedPath()[0]?.closest?.("button, a")) return;
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

  // -- Hints and the size of the screen --

  wake() {
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
    const size = { width: innerWidth, height: innerHeight };
    const report = JSON.stringify(size);
    if (report === this.reported) return;
    this.reported = report;
    this.component.setStateValue("screen", size);
  }
}
