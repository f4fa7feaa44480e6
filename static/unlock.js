// Who uses this phone: open it with the PIN, change the PIN.
(function (gd) {
  "use strict";
  if (!self.document) return;
  // Six digits, but none that count up or down and no part said two, three or six times. The office's pins.py says the same.
  gd.weak = (pin) => !/^\d{6}$/.test(pin) || /^(.{1,3})\1+$/.test(pin) || "012345678901234 987654321098765".includes(pin);
  gd.badPin = function (form) {
    if (gd.weak(form.pin.value)) return "pin_form";
    return form.pin.value === form.pin2.value ? "" : "pins_differ";
  };

  function howLong(ms) {
    const unit = ms > 90000 ? 60000 : 1000;
    return gd.say(unit > 1000 ? "minutes" : "seconds", { n: Math.ceil(ms / unit) });
  }

  // → the data key, or nothing after saying why not
  gd.tryForm = async function (form, profile, pin) {
    const { raw, wait, left, old } = await gd.tryPin(profile.device, pin);
    form.reset();
    if (raw) return raw;
    return gd.tellIn(form, wait ? "wait_pin" : old ? "too_old" : left ? "wrong_pin" : "need_slip", { time: howLong(wait), n: left });
  };

  gd.setPin = async function ({ device }, pin, raw) {
    const made = await gd.lockWith(await gd.read("profiles", device), await gd.stretch(pin), raw);
    return gd.change(device, (it) => Object.assign(it, { salt: made.salt, dek: made.dek, pin: made.pin }));
  };

  // A PIN of an earlier release is changed before anything opens.
  let known = 0;
  gd.acts.unlock = async function (form, profile) {
    const pin = form.pin.value, renew = gd.find("[data-renew]");
    known = await gd.tryForm(form, profile, pin);
    if (!known) return 0;
    if (!gd.weak(pin)) return enter(profile, known);
    form.hidden = true;
    renew.hidden = false;
    return renew.pin.focus();
  };
  gd.acts.renew = async function (form, profile) {
    const bad = gd.badPin(form);
    return bad ? gd.tellIn(form, bad) : enter(await gd.setPin(profile, form.pin.value, known), known);
  };

  async function enter(profile, raw) {
    const next = new URLSearchParams(location.search).get("next");
    gd.touch();
    await gd.openRing(profile, raw);
    location.replace(/^\/(?![/\\])/.test(next) ? next : "/");
  }

  gd.ready.push(async function (profile) {
    const unlock = gd.find("[data-unlock]");
    if (!unlock) return;
    // A PIN is never typed into a form that the browser itself would send.
    unlock.hidden = false;
    if (profile) gd.put(document, "name", profile.name);
    if (!(profile && profile.dek)) {
      gd.tellIn(unlock, profile && !profile.wiped ? "need_slip" : await gd.read("spare", "copied") ? "copied" : "wiped");
    }
  });
})(self.gd = self.gd || {});
