// The outbox as it is: what waits, what was received, a file to carry.
(function (gd) {
  "use strict";
  if (!self.document) return;
  const LOOK = { accepted: "ok", refused: "bad" }, SHOWN = 30;

  // A refused one goes back into its form; it leaves this list when the corrected one is saved.
  async function correct(ring, row, copy) {
    const typed = copy.entries.map((entry) => entry[0]).join(" ");
    await gd.saveDraft(ring, copy.path + "#" + copy.kind, { typed, fixes: row.seq, entries: copy.entries });
    location.assign(copy.path);
  }

  async function item(ring, row) {
    const copy = ring && await gd.copyOf(ring, row.copy) || {}, part = gd.find("#outbox-row").content.cloneNode(true);
    const state = copy.cancelled ? "cancelled" : gd.onHold(row) ? "undo" : gd.returned(row) ? "refused" : row.state;
    gd.put(part, "label", copy.label || gd.say("locked_row", { n: row.seq }));
    gd.put(part, "made", gd.say("made", { time: gd.time(row.at) }));
    gd.put(part, "state", gd.say("state_" + state, row)).classList.add(LOOK[state] || "wait");
    gd.put(part, "why", row.code && (gd.say("why_" + row.code) || gd.say("why_other", row)));
    gd.put(part, "slip", "slip" in copy ? gd.say("slip", { code: await gd.slip(row) }) : "");
    for (const [question, answer] of copy.answers || []) {
      const list = part.querySelector("[data-answers]");
      gd.add(list, "dt", question);
      gd.add(list, "dd", answer);
    }
    part.querySelector("[data-fix]").hidden = !gd.returned(row);
    part.querySelector("[data-correct]").onclick = () => correct(ring, row, copy);
    part.querySelector("[data-delete]").onclick = () => gd.remove("outbox", [row.device, row.seq]).then(() => location.reload());
    return part;
  }

  gd.list = async function (profile, ring) {
    // Nothing is taken away from under a reader.
    if (!gd.find("[data-outbox-list]") || gd.find("details[open]")) return;
    const rows = await gd.allOf("outbox", profile.device);
    for (const list of gd.every("[data-outbox-list]")) {
      const done = list.dataset.outboxList === "done", chosen = rows.filter((row) => done === /accepted|erased/.test(row.state));
      const items = await Promise.all(chosen.reverse().slice(0, done ? SHOWN : 1000).map((row) => item(ring, row)));
      list.textContent = "";
      items.forEach((part) => list.appendChild(part));
    }
  };

  gd.save = (bytes, name) => Object.assign(document.createElement("a"), {
    href: URL.createObjectURL(new Blob([bytes])), download: name + ".gandan" }).click();

  // All that waits, handed over as a file by `give`.
  gd.carry = async function (give) {
    const profile = await gd.chosen(), rows = await gd.unsent(profile.device);
    await give(await gd.ask({ gd: "file", device: profile.device }, 9000), "gandan" + Date.now());
    await gd.change(profile.device, (it) => { it.carried = Math.max(...rows.map((row) => row.seq)); });
    gd.tellIn(document, "file_saved");
  };

  document.addEventListener("click", function (event) {
    const it = (event.target.closest("button,summary") || document.body).dataset;
    if ("load" in it) gd.load(gd.find("#boot").dataset.load);
    if ("send" in it) gd.go("tap");
    if ("file" in it) gd.carry(gd.save);
    if ("lock" in it) gd.lock().then(() => location.assign("/unlock"));
  });
})(self.gd = self.gd || {});
