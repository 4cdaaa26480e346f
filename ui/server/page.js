// Runs before Streamlit's own script, in the page that the server sends. In a function, so that nothing of it gets out.
(() => {
  // On a page such as /trust Streamlit asks for its server below that page first, in vain: say where it is.
  window.__streamlit = { BACKEND_BASE_URL: new URL("./", document.baseURI).href }

  // Every link that is written would be a step in the browser's history. Those that hold the same setting of the levers
  // (the first of a visit, another number of runs, a scenario kept) are none: Back would go to what is there already.
  const move = (search) => new URLSearchParams(search).get("move")
  const push = history.pushState
  history.pushState = function (state, title, address) {
    const to = new URL(address, location.href), was = move(location.search)
    const isStep = to.pathname !== location.pathname || (was !== null && was !== move(to.search))
    return (isStep ? push : history.replaceState).call(history, state, title, address)
  }

  // Keys of the buttons in the toolbar of What if, but where something is being written. A number that has been taken is
  // not: the browser's own undo would bring back an old one beside figures of the new.
  const beingWritten = new WeakSet()
  addEventListener("input", ({ target }) => beingWritten.add(target), true)
  for (const end of ["change", "focusin"]) addEventListener(end, ({ target }) => beingWritten.delete(target), true)
  const buttonFor = (event) => {
    const { key, altKey, shiftKey } = event, held = event.ctrlKey || event.metaKey
    if (altKey || event.isComposing) return ""
    if (!held) return key.toLowerCase() === "b" && !shiftKey ? "replay" : ""
    return { z: shiftKey ? "redo" : "undo", y: shiftKey ? "" : "redo" }[key.toLowerCase()] ?? ""
  }
  const WRITTEN = "textarea, select, input:not([type=range], [type=checkbox], [type=radio])"
  addEventListener("keydown", (event) => {
    const name = buttonFor(event), at = event.composedPath()[0]
    const button = name && document.querySelector(`.st-key-${name} button`)
    const isTaken = name !== "replay" && at.matches?.("input[type=number]") && !beingWritten.has(at)
    if (!button || at.isContentEditable || (at.matches?.(WRITTEN) && !isTaken)) return
    event.preventDefault()
    if (!button.disabled && !(event.repeat && name === "replay")) button.click()
  }, true)

  // Streamlit names the menu's entry of the page at hand. A page that stands in no menu says to which entry it belongs
  // (theme.py); that one is named in the same way, until another page is at hand.
  const nameEntry = () => {
    const home = document.querySelector("[data-menu-entry]")?.dataset.menuEntry
    for (const link of document.querySelectorAll("a:is([data-testid^=stTopNav], [data-testid^=stSidebarNav])")) {
      if (home && link.pathname.endsWith(`/${home}`)) {
        link.setAttribute("aria-current", "page")
        link.dataset.named = ""
      } else if ("named" in link.dataset) {
        delete link.dataset.named
        if (link.pathname !== location.pathname) link.removeAttribute("aria-current")
      }
    }
  }
  new MutationObserver(nameEntry).observe(document, { childList: true, subtree: true })

  // On a phone the levers cover the page: whoever chooses a whole scenario or a question there wants to see its answer.
  const isPhone = matchMedia("(max-width: 768px)")
  addEventListener("click", ({ target }) => {
    const option = target.closest("[role=option]") && document.querySelector(".st-key-scenario [aria-expanded=true]")
    if (!isPhone.matches || !(option || target.closest(".st-key-chips :is([class*=st-key-ask-] button, a)"))) return
    setTimeout(() => document.querySelector("[data-testid=stSidebarCollapseButton] button")?.click())
  }, true)
})()
