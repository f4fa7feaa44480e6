// The keys 1, 2… and 0 press what is marked with that digit.
(function () {
  'use strict';
  document.addEventListener('keydown', function (event) {
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    var marked = /^\d$/.test(event.key) && document.querySelector('[data-digit="' + event.key + '"]');
    if (marked) marked.click();
  });
})();
