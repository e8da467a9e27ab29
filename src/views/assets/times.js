// Times are written in UTC by the server; here they are told in the reader's zone. The exact moment stays in the title.
"use strict";

(() => {
  const two = (number) => String(number).padStart(2, "0");
  for (const element of document.querySelectorAll("time[datetime]")) {
    const moment = new Date(element.dateTime);
    if (Number.isNaN(moment.getTime())) continue;
    const day = [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
    element.textContent = day + " " + two(moment.getHours()) + ":" + two(moment.getMinutes());
  }
})();
