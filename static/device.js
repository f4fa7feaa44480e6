// The page of this phone: how it looks here, another PIN, and erasing what is one's own.
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
  // was in no file, or in one that nobody kept.
  const erase = async function (form, { device, carried }) {
    const only = (await gd.unsent(device)).filter((row) => row.told || !(row.seq <= carried));
    const worker = await navigator.serviceWorker.getRegistration();
    if (only.length) return gd.tellIn(form, "unsent_first", { n: only.length });
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

  // On a dead link the page must not wait for this file, so it may come before the others or long after them.
  function begin() {
    const form = document.querySelector("[action='/device/look']");
    if (form) showLook(form);
    if (gd.kit) gd.kit.then(function () {
      Object.assign(gd.acts, { pin: changePin, erase });
      gd.every("[data-pin],[data-erase]").forEach((it) => { it.hidden = false; });
    });
  }
  if (gd.look) begin();
  else document.addEventListener("DOMContentLoaded", begin);
})(self.gd = self.gd || {});
