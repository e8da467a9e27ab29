// Beside every id, a button that copies it. Without scripts there is none, and a click on the id selects all of it.
// And what the reader's clock says beside UTC, for whoever counts by hours and days.
"use strict";

(() => {
  const ahead = -new Date().getTimezoneOffset();
  document.cookie = "larkgate-minutes-ahead=" + ahead + "; path=/admin; max-age=31536000; samesite=lax";

  const { copy, copied } = document.body.dataset;
  const write = async (element) => {
    try {
      await navigator.clipboard.writeText(element.textContent);
    } catch {
      // There is none over http, and some browsers refuse it: then what is selected is copied, or the reader does it.
      window.getSelection().selectAllChildren(element);
      if (!document.execCommand("copy")) return;
    }
    return true;
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
      if (!(await write(element))) return;
      button.dataset.done = "";
      says(copied);
    });
    button.addEventListener("blur", () => {
      delete button.dataset.done;
      says(copy);
    });
    element.after(button);
  }
})();
