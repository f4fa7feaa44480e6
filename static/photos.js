// Photos and spoken notes on a form: made small, sealed at once for the commune, kept until they are sent.
(function (gd) {
  "use strict";
  // Loaded once; it may be asked for twice.
  if (gd.shelf) return;
  const SIDE = 1280, TARGET = 400000, MOST = 4, MINUTE = 60000, SOUND = 500000, RATE = 16000;
  const drawn = {};
  let work = Promise.resolve();

  const kb = (size) => Math.ceil(size / 1000);
  const bytesOf = async (blob) => new Uint8Array(await new Response(blob).arrayBuffer());

  // A database of its own, so that the kit's needs no new version.
  async function ask(store, verb, ...words) {
    gd.whole(words);
    // As in the kit's own store: a page of another release than the worker's writes nothing.
    if (!/^get/.test(verb)) await gd.tx(["spare"], () => 0);
    const opening = indexedDB.open("gandan.photos", 1);
    opening.onupgradeneeded = function () {
      opening.result.createObjectStore("files", { keyPath: "id" });
      opening.result.createObjectStore("bytes");
    };
    const db = await new Promise((yes, no) => { opening.onsuccess = () => yes(opening.result); opening.onerror = () => no(opening.error); });
    try {
      const tx = db.transaction(store, "readwrite", { durability: "strict" }), asked = tx.objectStore(store)[verb](...words);
      await new Promise((yes, no) => { tx.oncomplete = yes; tx.onabort = () => no(tx.error); });
      return asked.result;
    } finally {
      db.close();
    }
  }
  const drop = (id) => ask("bytes", "delete", id).then(() => ask("files", "delete", id));
  const note = (row, news) => ask("files", "put", Object.assign(row, news));

  // Drawn small on a canvas: what a camera writes beside a picture, and where it was taken, is left behind.
  async function shrunk(file) {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => createImageBitmap(file));
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.7, 0.5, 0.3, 0.1]) {
      const blob = await new Promise((yes) => canvas.toBlob(yes, "image/jpeg", quality));
      if (blob.size <= TARGET) return { canvas, bytes: await bytesOf(blob) };
    }
    throw new Error("large");
  }

  // This script itself, where there is no signal.
  async function stay() {
    const list = await caches.match("/worker-list"), src = gd.find("#boot").dataset.load;
    if (list && !await caches.match(src)) await (await caches.open((await list.json()).version)).add(src);
  }

  // Number 0 in a writing session of its own: from here on not even this phone can look at it.
  async function keep(form, bytes, type) {
    const profile = await gd.chosen(), session = await gd.session(profile.device, profile.office);
    const sealed = gd.join(session.point, await gd.seal(session, profile.device, 0, bytes)), id = gd.b64(await gd.sha(sealed));
    const proof = gd.b64(await gd.sign(profile.sign, gd.join("gandan blob 1", gd.raw(profile.device), id)));
    await stay();
    // Each page of this phone then loads what sends it; kept where a flat battery loses nothing.
    await gd.write("spare", 1, "load");
    await ask("bytes", "put", sealed, id);
    await note({ id, device: profile.device, type, size: sealed.length, proof, draft: draftOf(form), at: Date.now(), done: 0, state: "waiting" }, {});
    return id;
  }

  const draftOf = (form) => location.pathname + "#" + form.dataset.kind;
  // Of no record, or of one that did not leave and is to be written again.
  const lost = (record) => !record || record.state === "refused" || gd.returned(record);
  const rows = () => ask("files", "getAll");

  // By file: the record of the outbox that names it.
  async function records(device) {
    const found = new Map();
    for (const record of await gd.allOf("outbox", device)) (record.files || []).forEach((file) => found.set(file[0], record));
    return found;
  }

  async function unnamed(draft) {
    const profile = await gd.chosen(), named = await records(profile.device);
    return (await rows()).filter((row) => row.device === profile.device && row.draft === draft && lost(named.get(row.id)));
  }

  // A record names the files of its form, and waits for a picture that is still being drawn.
  const { submit } = gd;
  gd.submit = async function (ring, made) {
    await work;
    const files = (await unnamed(made.draft)).map((row) => [row.id, row.size, row.type]);
    return submit(ring, files.length ? Object.assign(made, { files }) : made);
  };

  const say = (form, key, values) => gd.put(form, "photo-say", key ? gd.say(key, values) : "");

  async function show(form) {
    const list = form.querySelector("[data-photo-list]");
    list.textContent = "";
    for (const row of await unnamed(draftOf(form))) {
      const item = gd.add(list, "li", ""), out = document.createElement("button");
      gd.add(item, "span", gd.say(row.type < "b" ? "note" : "photo", { size: kb(row.size) }));
      if (drawn[row.id]) item.appendChild(drawn[row.id]).style.width = "5rem";
      Object.assign(item.appendChild(out), { type: "button", className: "alt", textContent: gd.say("take_out") });
      item.className = "row";
      out.onclick = () => drop(row.id).then(() => show(form));
    }
    form.querySelector("[data-photos]").open |= !!list.firstChild;
  }

  // One thing after another; whatever fails is told and costs no record.
  function add(form, make) {
    work = work.then(async function () {
      try {
        if ((await unnamed(draftOf(form))).length >= MOST) return say(form, "photo_many");
        if (!await gd.spared()) return say(form, "photo_full");
        say(form, "photo_making");
        const made = await make();
        drawn[await keep(form, made.bytes, made.type)] = made.canvas;
        await show(form);
        return say(form);
      } catch (broken) {
        return say(form, broken.name === "QuotaExceededError" ? "photo_full" : "photo_bad");
      }
    });
    return work;
  }

  const addPhoto = (form, file) => add(form, async () => Object.assign(await shrunk(file), { type: "image/jpeg" }));
  function take(input) {
    const files = Array.from(input.files);
    input.value = "";
    files.forEach((file) => addPhoto(input.form, file));
  }

  const sorts = ["audio/webm;codecs=opus", "audio/mp4"].filter((sort) => self.MediaRecorder && MediaRecorder.isTypeSupported(sort));
  async function listen(form, button) {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }), parts = [], words = button.textContent;
    const recorder = new MediaRecorder(stream, { mimeType: sorts[0], audioBitsPerSecond: RATE });
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((yes) => { recorder.onstop = yes; }), timer = setTimeout(() => recorder.stop(), MINUTE);
    button.textContent = gd.say("note_stop");
    button.onclick = () => recorder.stop();
    recorder.start();
    await ended;
    clearTimeout(timer);
    stream.getTracks().forEach((track) => track.stop());
    Object.assign(button, { textContent: words, onclick: () => start(form, button) });
    const bytes = await bytesOf(new Blob(parts));
    if (bytes.length > SOUND) throw new Error("large");
    return { bytes, type: sorts[0].split(";")[0] };
  }
  const start = (form, button) => add(form, () => listen(form, button));

  const forms = () => gd.every("form[data-kind]").filter((form) => form.querySelector("[data-photos]"));
  document.addEventListener("change", (event) => event.target.name === "photo" && take(event.target));
  (async function () {
    for (const form of forms()) {
      const voice = form.querySelector("[data-voice]"), button = form.querySelector("[data-record]");
      voice.hidden = !sorts[0];
      button.onclick = () => start(form, button);
      form.photo.disabled = false;
      say(form);
      take(form.photo);
      await show(form);
    }
  })();

  stay().catch(() => 0);
  // What no person asked for waits until page and worker are of one release: it brings no page again by itself.
  gd.fits = async () => await gd.read("spare", "release") === gd.release;
  gd.shelf = { ask, drop, note, rows, records, lost, kb };
})(self.gd = self.gd || {});
