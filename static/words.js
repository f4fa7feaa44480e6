// What the script says comes from the page's own list of sentences; times as people here write them.
(function (gd) {
  "use strict";
  gd.say = (key, values) => (gd.words[key] || "").replace(/{(\w+)}/g, (all, name) => values[name]);

  const two = (number) => ("0" + number).slice(-2);
  gd.time = function (ms) {
    const at = new Date(ms), clock = two(at.getHours()) + ":" + two(at.getMinutes());
    const today = at.toDateString() === new Date().toDateString();
    return today ? clock : clock + ", " + two(at.getDate()) + "/" + two(at.getMonth() + 1);
  };
})(self.gd = self.gd || {});
