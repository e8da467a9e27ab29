// The QR code of the sign-in page: an iframe of the provider, which posts a temporary code once the code on the screen
// was scanned and confirmed. Without this script, or in a narrow window, the page is its plain button.
"use strict";

(() => {
  const EXPIRES_AFTER = 3 * 60 * 1000;

  const box = document.getElementById("qr");
  if (!box || window.matchMedia("(max-width: 480px)").matches) return;
  const { frame, origin, goto, title } = box.dataset;
  // A sandbox that allows scripts and same-origin holds only as long as the frame is of another origin than this page.
  if (!frame || !goto || !origin || origin === window.location.origin) return;

  const place = box.querySelector(".qr-frame");
  const status = box.querySelector(".qr-status");
  const refresh = box.querySelector(".qr-veil button");
  let iframe = null;
  let timer = 0;

  const show = (state) => {
    box.dataset.state = state;
    status.textContent = box.dataset[state];
  };

  const start = () => {
    window.clearTimeout(timer);
    iframe = document.createElement("iframe");
    iframe.title = title;
    // Scripts draw the code; its own origin is what its messages are known by. Its links and forms may work, in the
    // frame or a tab of their own. It may not take this page elsewhere.
    iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-forms allow-popups");
    // The provider's page may need to know whom it posts to. It learns our origin, which the URL tells anyway, no path.
    iframe.referrerPolicy = "origin";
    iframe.src = frame;
    place.replaceChildren(iframe);
    show("waiting");
    timer = window.setTimeout(() => {
      iframe = null;
      place.replaceChildren();
      show("expired");
    }, EXPIRES_AFTER);
  };

  // Two shapes are in use: the code itself, or an object with `tmp_code` (and `source: "qrcode"`).
  const codeOf = (data) => {
    if (typeof data === "string") return data;
    if (typeof data !== "object" || data === null) return "";
    if (data.source !== undefined && data.source !== "qrcode") return "";
    return typeof data.tmp_code === "string" ? data.tmp_code : "";
  };

  window.addEventListener("message", (event) => {
    if (!iframe || event.origin !== origin || event.source !== iframe.contentWindow) return;
    const code = codeOf(event.data);
    if (box.dataset.state !== "waiting" || code === "") return;
    window.clearTimeout(timer);
    show("scanned");
    window.location.assign(goto + "&tmp_code=" + encodeURIComponent(code));
  });

  refresh.addEventListener("click", () => {
    start();
    iframe.focus();
  });

  // Back from the provider by the browser's back button: the page returns as it was left, with a spent code.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) start();
  });

  box.hidden = false;
  start();
})();
