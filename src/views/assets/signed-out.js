// Goes on once every application was told: the page has loaded when all of its frames have. One that hangs is not waited
// for. Whoever has no JavaScript is sent on by a header, or follows the link.
"use strict";

(() => {
  const PATIENCE = 4000;
  const next = document.getElementById("next").href;
  const go = () => window.location.replace(next);
  window.addEventListener("load", go);
  window.setTimeout(go, PATIENCE);
})();
