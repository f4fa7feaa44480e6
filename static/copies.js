// A disk that runs full can cost the whole database: each record that waits is kept once more outside it, ready to be carried.
(function (gd) {
  "use strict";
  const RESERVE = "/room", PARTS = 64, SOON = 500;
  const open = () => caches.open("kept");
  gd.copyPath = (row) => location.origin + "/kept/" + row.device + "/" + row.seq + "/" + gd.b64(row.digest);

  // → {path, device, seq} of each, of every person
  gd.copies = async () => (await (await open()).keys()).map(function ({ url }) {
    const parts = url.split("/");
    return { path: url, device: parts[4], seq: +parts[5] };
  });
  // Of the phone that this one was before it lost its store.
  gd.orphans = async function () {
    const people = (await gd.people()).map((it) => it.device);
    return (await gd.copies()).filter((it) => !people.includes(it.device));
  };
  // A rescued one of which the office took something in, or put it aside there.
  gd.landed = (it) => it.path && it.answer && it.answer.subarray(12, 20).some(Number);
  gd.uncopy = async (path) => (await open()).delete(path);

  // One copy of each record that waits, none of what is settled. What the database knows nothing of is never thrown away.
  gd.mirror = async function (device) {
    const cache = await open(), there = (await gd.copies()).filter((copy) => copy.device === device);
    // A database that went back in time gives no number twice.
    const profile = await gd.change(device, (it) => { it.seq = Math.max(it.seq, ...there.map((copy) => copy.seq)); });
    const rows = await gd.allOf("outbox", device), due = rows.filter(gd.waits), wanted = due.map(gd.copyPath);
    for (const { path, seq } of there) if (!wanted.includes(path) && rows.some((row) => row.seq === seq)) await cache.delete(path);
    for (const row of due) if (!await cache.match(gd.copyPath(row))) await cache.put(gd.copyPath(row), new Response(await gd.file(profile, [row])));
  };

  // Room that is given back at the first error; without it the phone is full.
  // Asked by name: an answer that is held would hold its room as well. And on a full disk no cache can be removed, only what
  // lies in it; the room is there a moment later.
  const room = () => caches.open("room");
  gd.spared = async () => (await (await room()).keys())[0];
  gd.reserve = async () => await gd.spared() ||
    (await room()).put(RESERVE, new Response(new Blob([...Array(PARTS)].map(() => gd.random(65536)))));
  gd.keep = (work) => work().catch(async function () {
    if (await (await room()).delete(RESERVE)) await gd.sleep(SOON);
    return work();
  });
})(self.gd = self.gd || {});
