// What htmx leaves to the page: toasts that go away, presses kept, focus on what was refused, one press where it is not.
(() => {
  const toasts = document.getElementById("toasts");
  const STAYS_MS = 9000;

  const make = (tag, facts) => Object.assign(document.createElement(tag), facts);
  const button = (words, act) => make("button", { type: "button", textContent: words, onclick: act });
  const say = (text, ...more) => {
    const toast = make("div", { className: "toast" });
    toast.append(make("p", { textContent: text }), ...more);
    toasts.append(toast);
    return toast;
  };
  const leaveLater = (toast) => toast.querySelector("button") || setTimeout(() => toast.remove(), STAYS_MS);
  toasts.querySelectorAll(".toast").forEach(leaveLater);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(
    (node) => node.nodeType === 1 && leaveLater(node)))).observe(toasts, { childList: true });

  // The form whose button was pressed shows that it is being sent.
  const busy = (ctx, is) => {
    const pressed = ctx.request?.submitter;
    if (pressed) is ? pressed.setAttribute("aria-busy", "true") : pressed.removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:before:request", (event) => busy(event.detail.ctx, true));
  document.addEventListener("htmx:finally:request", (event) => busy(event.detail.ctx, false));

  // A page that looks again by itself does not while it is hidden, or while something on it is open, picked or typed in.
  document.addEventListener("htmx:before:request", (event) => {
    const { ctx } = event.detail;
    const at = document.activeElement;
    if (ctx.sourceEvent?.type !== "every") return;
    if (document.hidden || ctx.sourceElement.querySelector(".below, input:checked, :is(.menu, .ev)[open], .letter + .letter [open]") || at?.matches("textarea, input"))
      event.preventDefault();
  });

  // Presses that got no answer are kept and sent again when the connection is back, or when one asks for it: one after the
  // other's answer, for each shows the whole page. The server takes the same press twice as one.
  const unsent = new Map(); // id of the button → what is said of it
  const sendAgain = () => {
    const [[id, toast] = []] = unsent;
    if (!id) return;
    toast.remove();
    unsent.delete(id);
    const pressed = document.getElementById(id);
    if (pressed) return pressed.click();
    say("Your last mark could not be sent: the session is no longer on this page. Open the session and mark it again.");
    sendAgain();
  };
  const keep = (pressed) => {
    unsent.get(pressed.id)?.remove();
    const what = pressed.form.getAttribute("aria-label") || pressed.textContent.trim();
    unsent.set(pressed.id, say(`No connection. This will be sent when you are online: ${what}.`, button("Send again", sendAgain)));
  };
  addEventListener("online", sendAgain);
  // No answer at all, or one that is not ours (a proxy's page): say so; nothing is swapped.
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = event.detail;
    if (!ctx?.request || ctx.sourceEvent?.type === "every") return;
    ctx.request.submitter?.form ? keep(ctx.request.submitter) : say("No connection. Try again.");
  });
  document.addEventListener("htmx:response:error", (event) => {
    const { ctx } = event.detail;
    if (ctx.sourceEvent?.type === "every") return;
    if (ctx.response.status === 422 || /<hx-partial/.test(ctx.text)) return;
    if (ctx.response.status >= 502 && ctx.request.submitter?.form) keep(ctx.request.submitter);
    else say("Something went wrong. Try again.");
  });

  // What an answer marks takes the focus, once: the summary of a refused form, the first field of an opened one.
  const takeFocus = () => {
    const [wanted, ...others] = document.querySelectorAll("[data-focus]");
    [wanted, ...others].forEach((each) => each?.removeAttribute("data-focus"));
    wanted?.focus({ preventScroll: !wanted.matches(".callout") });
  };
  // What can be copied has a button for it, where there is script.
  const offerCopies = () => document.querySelectorAll("[data-copy][hidden]").forEach((each) => {
    each.hidden = false;
    const { copy } = each.dataset, ends = [() => say("Copied."), () => say("Could not copy. Select the text and copy it yourself.")];
    each.onclick = () => navigator.clipboard.writeText(document.getElementById(copy).value ?? document.getElementById(copy).textContent).then(...ends);
  });
  // Buttons that need script are shown by it: select all, print.
  const pickAll = (boxes, all = [...boxes].every((box) => box.checked)) => boxes.forEach((box) => { box.checked = !all; });
  const offerMore = () => document.querySelectorAll("[data-pick][hidden], [data-print][hidden]").forEach((each) => {
    each.hidden = false;
    each.onclick = () => "print" in each.dataset ? print()
      : pickAll(document.getElementById(each.dataset.pick).querySelectorAll(".pick input"));
  });
  document.addEventListener("htmx:after:swap", () => (takeFocus(), offerCopies(), offerMore(), sendAgain()));
  takeFocus(), offerCopies(), offerMore();
  document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });

  // The device's zone is offered beside a field for one, never set by itself.
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.querySelectorAll("input[data-zone]").forEach((field) => {
    if (!here || field.value === here) return;
    const offer = button(`Use this device’s time zone (${here})`, () => { field.value = here; offer.remove(); field.focus(); });
    field.after(Object.assign(offer, { className: "quiet" }));
  });
  // Without htmx on a form, a second press of its button does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.hasAttribute("hx-post") || form.target || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.querySelectorAll("[data-progress]").forEach((each) => { each.hidden = false; });
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    document.querySelectorAll("[data-progress]").forEach((each) => { each.hidden = true; });
  });

  // "/" and Ctrl-K go to the find box, or to its page where the box is not shown.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const wanted = event.key === "k" && (event.ctrlKey || event.metaKey) || event.key === "/" && !typing;
    const find = wanted && document.getElementById("find");
    if (!find) return;
    event.preventDefault();
    find.offsetParent ? find.select() || find.focus() : location.assign(find.form.action);
  });
  // An open menu or card closes with Escape, and when something else is pressed.
  const openOnes = () => [...document.querySelectorAll("details:is(.menu, .ev)[open]")];
  document.addEventListener("keydown", (event) => {
    const last = event.key === "Escape" && openOnes().pop();
    if (last) (last.open = false, last.firstElementChild.focus());
  });
  document.addEventListener("click", (event) => openOnes().forEach((each) => each.contains(event.target) || (each.open = false)));
})();
