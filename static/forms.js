// A form of the phone: its words are kept while they are written, and saved here before anything is sent.
(function (gd) {
  "use strict";
  if (!self.document) return;
  const WHOLE = /^(0|[1-9]\d{0,14})$/, CODED = /^(radio|checkbox|hidden|select-one|number)$/, PAUSE = 400;
  let typing = 0;

  const controls = (form) => [...form.elements].filter((it) => it.name && !/^(file|submit)$/.test(it.type));
  const named = (form, name) => controls(form).filter((it) => it.name === name);
  const ticks = (it) => /^(radio|checkbox)$/.test(it.type);
  const filled = (it) => ticks(it) ? it.checked : it.value.trim();
  const written = (form) => controls(form).filter((it) => it.type !== "hidden" && filled(it));
  const entries = (form) => written(form).map((it) => [it.name, it.value]);
  const words = (node) => node ? node.textContent.trim() : "";
  const question = (it) => words(ticks(it) ? (it.closest("fieldset") || it.form).querySelector("legend") : it.labels[0]);
  const answer = (it) => ticks(it) ? words(it.labels[0]) : it.options ? words(it.selectedOptions[0]) : it.value;

  function value(it) {
    const text = gd.clean(it.value);
    return CODED.test(it.type) && WHOLE.test(text) ? Number(text) : text;
  }

  // By position, as the kind's schema names them; several fields of one name make a list, but for radios.
  const values = (form) => form.dataset.fields.split(" ").map(function (name) {
    const all = named(form, name), given = all.filter(filled).map(value);
    if (!given.length) return null;
    return all[1] && all[1].type !== "radio" ? given : given[0];
  });

  const copyOf = (form) => Object.assign({}, form.dataset, {
    path: location.pathname, entries: entries(form), answers: written(form).map((it) => [question(it), answer(it)]),
  });

  const draftKey = (form) => location.pathname + "#" + form.dataset.kind;
  gd.saveDraft = async (ring, path, draft) =>
    gd.write("drafts", { device: ring.device, path, ct: await gd.hide(ring.dek, gd.bytes(JSON.stringify(draft))) });

  // Only what a person changed: an old draft must not bring back what the page said then.
  gd.flush = async function () {
    const profile = await gd.chosen(), ring = profile && await gd.ring(profile.device);
    clearTimeout(typing);
    for (const form of ring ? gd.every("[data-typed]:not([hidden])") : []) {
      const { typed, fixes } = form.dataset;
      await gd.saveDraft(ring, draftKey(form), { typed, fixes, entries: entries(form) });
    }
  };

  async function restore(form, ring) {
    const kept = await gd.read("drafts", [ring.device, draftKey(form)]), draft = kept && await gd.copyOf(ring, kept.ct);
    if (!draft || form.dataset.typed) return;
    // Several forms of one kind: what was typed goes back to where it can be typed.
    const typed = controls(form).filter((it) => it.type !== "hidden" && draft.typed.split(" ").includes(it.name));
    if (!typed.length) return;
    Object.assign(form.dataset, { typed: draft.typed, fixes: draft.fixes || 0 });
    for (const it of typed) {
      const given = draft.entries.filter((entry) => entry[0] === it.name).map((entry) => entry[1]);
      if (ticks(it)) it.checked = given.includes(it.value);
      else it.value = given[0] || "";
    }
    notice(form, "", "draft");
  }

  function notice(form, look, key, values) {
    gd.every("[data-notice]").forEach((old) => old.remove());
    const box = document.createElement("div");
    Object.assign(box, { className: "box " + look, tabIndex: -1 }).dataset.notice = "";
    gd.add(box, "p", gd.say(key, values));
    form.prepend(box);
    return box;
  }

  // The same summary as the server's: what is missing, with a way to it.
  function complain(form) {
    const wanted = (form.dataset.required || "").split(" ").map((name) => named(form, name));
    const missing = wanted.filter((all) => all[0] && !all.some(filled));
    if (!missing.length) return false;
    const box = notice(form, "bad", "missing", { n: missing.length });
    missing.forEach((all) => { gd.add(gd.add(box, "p"), "a", question(all[0])).href = "#" + all[0].id; });
    box.focus();
    return true;
  }

  async function confirm(form, ring, row) {
    const box = gd.find("#saved").content.cloneNode(true).firstElementChild, undo = box.querySelector("[data-undo]");
    if ("slip" in form.dataset) gd.put(box, "slip", gd.say("slip", { code: await gd.slip(row) }));
    // Back, the key and the link, leads to the household, not to a form that could be saved once more.
    const here = location.href, back = form.dataset.next || here.replace(/(\/households\/[\w-]{11})\/.*/, "$1");
    box.querySelector("[data-next]").href = back;
    history.replaceState(0, "", back);
    undo.hidden = !row.hold;
    undo.onclick = async function () {
      undo.hidden = true;
      if (!await gd.cancel(ring, row)) return;
      gd.tellIn(box, "undone");
      box.focus();
      form.hidden = false;
      history.replaceState(0, "", here);
      await gd.paint();
    };
    if (row.hold) setTimeout(() => { undo.hidden = true; gd.go(true); }, row.hold - Date.now());
    form.hidden = true;
    form.after(box);
    gd.tellIn(box, row.once ? "once" : "saved");
    box.focus();
  }

  gd.acts.kind = async function (form, profile, ring) {
    const { kind, schema, entity, fixes, undo, urgent } = form.dataset;
    // A phone that cannot read its store, or lost it, sends nothing past it.
    if (!profile) return notice(form, "bad", "not_saved").focus();
    if (!ring) return gd.on.lock();
    if (complain(form)) return 0;
    await gd.flush().catch(() => 0);
    try {
      const row = await gd.submit(ring, {
        kind: Number(kind), schema: Number(schema), entity: entity || "", values: values(form), copy: copyOf(form),
        helped: named(form, "helped").some(filled), urgent: !!gd.find(urgent), undo: undo === "", draft: draftKey(form), fixes: Number(fixes || 0) });
      await confirm(form, ring, row);
    } catch (unsaved) {
      return notice(form, "bad", "not_saved").focus();
    }
    gd.go(true);
    return gd.paint();
  };

  document.addEventListener("input", function (event) {
    const form = event.target.form;
    if (!form || !form.dataset.kind) return;
    form.dataset.typed = (form.dataset.typed || "") + " " + event.target.name;
    clearTimeout(typing);
    typing = setTimeout(gd.flush, PAUSE);
  });

  gd.ready.push(async function (profile, ring) {
    for (const form of ring ? gd.every("form[data-kind]") : []) await restore(form, ring);
  });
})(self.gd = self.gd || {});
