(() => {
  "use strict";
  // The page asks whether there is a newer one; the answer comes as soon as there is.
  const main = () => document.querySelector("main");
  const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
  const gone = (is) => {
    document.body.classList.toggle("gone", is);
    const words = document.querySelector(`#gone-words [lang=${document.documentElement.lang}]`);
    document.querySelector(".status").dataset.gone = (words ?? document.getElementById("gone-words")).textContent;
  };
  const renew = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const opened = [...document.querySelectorAll("details[open]")].map((one) => one.id);
    const focused = document.activeElement?.closest("details")?.id;
    main().replaceWith(document.adoptNode(page.querySelector("main")));
    for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
    if (focused) document.getElementById(focused)?.querySelector("summary").focus({ preventScroll: true });
    const title = document.querySelector("title");
    Object.assign(title.dataset, page.querySelector("title").dataset);
    document.title = title.dataset[document.documentElement.lang] ?? document.title;
  };
  (async () => {
    for (;;) {
      try {
        const answer = await fetch(`newer?seen=${main().dataset.number}`, { cache: "no-store" });
        if (answer.status === 200) renew(await answer.text());
        gone(answer.status !== 200 && answer.status !== 204);
        if (answer.status !== 200 && answer.status !== 204) await pause(2);
      } catch {
        gone(true);
        await pause(2);
      }
    }
  })();
})();
