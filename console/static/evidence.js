// Turns and enlarges pictures of evidence; arrows step, plus and minus enlarge, r turns, Escape shuts.
(() => {
  const viewer = document.getElementById("viewer");
  if (!viewer) return;
  const image = viewer.querySelector("img");
  const all = [...document.querySelectorAll("[data-zoom]")];
  let at = 0, turned = 0, scale = 1;
  const draw = () => {
    const sideways = turned % 180 !== 0;
    const fit = sideways ? Math.min(1, image.parentElement.clientHeight / Math.max(1, image.clientWidth)) : 1;
    image.style.setProperty("transform", `rotate(${turned}deg) scale(${scale * fit})`);
    image.parentElement.scrollTo({ left: (image.parentElement.scrollWidth - image.parentElement.clientWidth) / 2 });
  };
  const show = (next) => {
    at = (next + all.length) % all.length;
    turned = 0;
    scale = 1;
    image.src = all[at].dataset.zoom;
    image.alt = all[at].querySelector("img").alt;
    draw();
  };
  const turn = (by) => { turned = (turned + by + 360) % 360; draw(); };
  const enlarge = (by) => { scale = Math.min(6, Math.max(0.4, scale * by)); draw(); };
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-zoom]");
    if (opener) { viewer.showModal(); show(all.indexOf(opener)); return; }
    const button = event.target.closest("#viewer button");
    if (!button) return;
    if ("shut" in button.dataset) viewer.close();
    else if (button.dataset.turn) turn(Number(button.dataset.turn));
    else if (button.dataset.scale) enlarge(Number(button.dataset.scale));
    else show(at + Number(button.dataset.step));
  });
  viewer.addEventListener("keydown", (event) => {
    const keys = { ArrowLeft: () => show(at - 1), ArrowRight: () => show(at + 1), "+": () => enlarge(1.25), "=": () => enlarge(1.25), "-": () => enlarge(0.8), r: () => turn(90) };
    if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
  });
  viewer.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    enlarge(event.deltaY < 0 ? 1.1 : 0.9);
  }, { passive: false });
  viewer.addEventListener("close", () => all[at]?.focus());
})();
