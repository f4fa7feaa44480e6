// The pages of this phone: how it looks here, another PIN, erasing what is one's own, and choosing a person.
(function (gd) {
  "use strict";
  function showLook(form) {
    const now = document.documentElement.dataset;
    form.size.value = now.size || 1;
    form.theme.value = now.theme || "";
    form.onchange = function () {
      document.cookie = "look=" + form.size.value + "." + form.theme.value + ";path=/;max-age=100000000";
      gd.look();
    };
  }

  const changePin = async function (form, profile) {
    const bad = gd.badPin(form), pin = form.pin.value, raw = !bad && await gd.tryForm(form, profile, form.old.value);
    if (bad) return gd.tellIn(form, bad);
    if (!raw) return 0;
    await gd.setPin(profile, pin, raw);
    gd.go("tap");
    return gd.tellIn(form, "pin_changed");
  };

  // Never what only this phone has: it must be sent, or carried in a file, first. What the office has lost again
  // was in no file, or in one that was not kept.
  const erase = async function (form, { device, carried }) {
    const only = (await gd.unsent(device)).filter((row) => row.told || !(row.seq <= carried));
    const people = await gd.people(), copies = await gd.copies();
    const worker = await navigator.serviceWorker.getRegistration();
    // Also what was kept of a phone that this one was before it lost its database.
    const n = only.length + (await gd.orphans()).length;
    if (n) return gd.tellIn(form, "unsent_first", { n });
    // The second place first, and the mark without which nothing is said to be lost: cut short, the phone is as it was.
    for (const copy of copies) if (copy.device === device) await gd.uncopy(copy.path);
    if (!people[1]) await caches.delete("here");
    await gd.tx(["profiles", "outbox", "pages", "drafts"], async function (at) {
      for (const name of ["outbox", "pages", "drafts"]) await at(name).delete(gd.all(device));
      await at("profiles").delete(device);
    });
    await gd.lock();
    if ((await gd.people()).length) return location.assign("/who");
    // What was carried for others: their own phones hold it still.
    await gd.tx(["spare"], (at) => at("spare").delete(gd.all("carried")));
    localStorage.clear();
    if (worker) await worker.unregister();
    for (const name of await caches.keys()) await caches.delete(name);
    return location.assign("/enrol");
  };

  async function listPeople(list) {
    list.textContent = "";
    for (const { device, name, place, dek } of await gd.people()) {
      const row = gd.find("#who-row").content.cloneNode(true), n = (await gd.unsent(device)).length;
      // Closed, and nothing is left to send.
      if (!dek && !n) continue;
      gd.put(row, "name", name);
      gd.put(row, "place", place);
      gd.put(row, "count", n ? gd.say("waiting", { n }) : "");
      row.querySelector("button").onclick = async function () {
        await gd.change(device, (profile) => { profile.used = Date.now(); });
        await gd.lock();
        location.assign("/unlock");
      };
      list.appendChild(row);
    }
  }

  // On a dead link the page must not wait for this file, so it may come before the others or long after them.
  function begin() {
    const form = document.querySelector("[action='/device/look']");
    if (form) showLook(form);
    if (gd.kit) gd.kit.then(function () {
      Object.assign(gd.acts, { pin: changePin, erase });
      gd.every("[data-pin],[data-erase]").forEach((it) => { it.hidden = false; });
      gd.every("[data-who-list]").forEach(listPeople);
    });
  }
  if (gd.look) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})(self.gd = self.gd || {});
