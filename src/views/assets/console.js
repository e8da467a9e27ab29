// Beside every id, a button that copies it. Without scripts there is none, and a click on the id selects all of it.
// And what the reader's clock says beside UTC, for whoever counts by hours and days.
"use strict";

(() => {
  const ahead = -new Date().getTimezoneOffset();
  document.cookie = "larkgate-minutes-ahead=" + ahead + "; path=/admin; max-age=31536000; samesite=lax";

  const { copy, copied } = document.body.dataset;
  const write = async (element) => {
    // The clipboard is there over https and on this machine only; else the reader copies what is selected.
    if (navigator.clipboard) return navigator.clipboard.writeText(element.textContent);
    window.getSelection().selectAllChildren(element);
    if (!document.execCommand("copy")) throw new Error("not copied");
  };
  for (const element of document.querySelectorAll("code.id")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    const says = (text) => {
      button.title = text;
      button.setAttribute("aria-label", text + " " + element.textContent);
    };
    says(copy);
    button.addEventListener("click", async () => {
      try {
        await write(element);
        button.dataset.done = "";
        says(copied);
        setTimeout(() => {
          delete button.dataset.done;
          says(copy);
        }, 1500);
      } catch {
        window.getSelection().selectAllChildren(element);
      }
    });
    element.after(button);
  }
})();
