// Keep things on this phone: promises around IndexedDB, where a write that failed is never called saved.
(function (gd) {
  "use strict";
  let opened = null;

  function asked(request) {
    return new Promise(function (yes, no) {
      request.onsuccess = () => yes(request.result);
      request.onerror = () => no(request.error);
    });
  }

  // A view is kept with all the bytes behind it, readable in the browser's files: only copies are stored.
  gd.whole = function (value) {
    if (!ArrayBuffer.isView(value)) return Object(value) === value && Object.values(value).forEach(gd.whole);
    if (value.byteLength !== value.buffer.byteLength) throw TypeError();
  };

  function build(db) {
    db.createObjectStore("profiles", { keyPath: "device" });
    db.createObjectStore("outbox", { keyPath: ["device", "seq"] });
    db.createObjectStore("pages", { keyPath: ["device", "path"] });
    db.createObjectStore("drafts", { keyPath: ["device", "path"] });
    // Keys of a slip not redeemed yet, and what is carried for others.
    db.createObjectStore("spare");
  }

  function forget() {
    if (opened) opened.then((db) => db.close(), () => 0);
    opened = null;
  }

  function open() {
    if (!opened) {
      const request = indexedDB.open("gandan");
      request.onupgradeneeded = () => build(request.result);
      opened = asked(request).then(function (db) {
        db.onclose = db.onversionchange = forget;
        return db;
      });
    }
    return opened;
  }

  async function once(names, work, mode, free) {
    const tx = (await open()).transaction(free ? names : names.concat("spare"), mode, { durability: "strict" });
    const done = new Promise(function (yes, no) {
      tx.oncomplete = yes;
      tx.onabort = () => no(tx.error);
    });
    done.catch(() => 0);
    // at("outbox").get(key) is a promise
    const at = (name) => new Proxy(tx.objectStore(name), {
      get: (store, verb) => (...words) => (gd.whole(words), asked(store[verb](...words))),
    });
    try {
      if (!free && await at("spare").get("release") !== gd.release) throw "release";
      const result = await work(at);
      await done;
      return result;
    } catch (error) {
      if (!tx.error) tx.abort();
      throw error;
    }
  }

  // A page writes into no store of another release. The worker's is the one that counts, and it marks the store; what the
  // page cannot bring to match (`fit`) it leaves alone; but for drafts: the words outlast a page that has to come again.
  // WebKit's connections die in the background and stay dead: open anew and try once more.
  gd.tx = (names, work, mode = "readwrite") => once(names, work, mode, !gd.fit || mode !== "readwrite" || names[0] === "drafts").catch(async function (error) {
    await (error === "release" ? gd.fit() : forget());
    return once(names, work, mode, true);
  });

  gd.read = (name, key) => gd.tx([name], (at) => at(name).get(key), "readonly");
  gd.write = (name, value, key) => gd.tx([name], (at) => at(name).put(value, key));
  gd.remove = (name, key) => gd.tx([name], (at) => at(name).delete(key));
  gd.all = (device) => IDBKeyRange.bound([device], [device, []]);
  gd.allOf = (name, device) => gd.tx([name], (at) => at(name).getAll(gd.all(device)), "readonly");

  gd.change = (device, alter) => gd.tx(["profiles"], async function (at) {
    const profile = await at("profiles").get(device);
    alter(profile);
    await at("profiles").put(profile);
    return profile;
  });

  // All persons of this phone, the one who used it last first.
  gd.people = async () => (await gd.tx(["profiles"], (at) => at("profiles").getAll(), "readonly"))
    .sort((a, b) => b.used - a.used);
  gd.chosen = async () => (await gd.people())[0];
})(self.gd = self.gd || {});
