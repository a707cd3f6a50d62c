"use strict";
(() => {
  const KEY = "autograder-language";
  const title = document.querySelector("title");
  const radios = document.querySelectorAll("input.language");
  const show = (language) => {
    document.documentElement.lang = language;
    document.title = title.getAttribute(`data-${language}`);
  };
  const remembered = (() => {
    try { return localStorage.getItem(KEY); } catch { return null; }
  })();
  const offered = [...radios].map((radio) => radio.id.slice(3));
  const asked = (navigator.languages ?? []).map((tag) => tag.slice(0, 2).toLowerCase());
  const wanted = [remembered, ...asked].find((language) => offered.includes(language));
  for (const radio of radios) {
    const language = radio.id.slice(3);
    if (language === wanted) radio.checked = true;
    if (radio.checked) show(language);
    radio.addEventListener("change", () => {
      show(language);
      try { localStorage.setItem(KEY, language); } catch { /* a private window */ }
    });
  }
})();
