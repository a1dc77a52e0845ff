/* The leader's page: renews counts and sum while it is looked at. */
'use strict';

const totals = document.querySelector('[data-totals]');

async function renew() {
  if (document.hidden) {
    return;
  }
  try {
    const answer = await fetch(totals.dataset.totals, {cache: 'no-store', credentials: 'omit'});
    if (answer.ok) {
      const told = await answer.json();
      totals.querySelectorAll('[data-of]').forEach((node) => { node.textContent = told[node.dataset.of]; });
    }
  } catch (error) { // no network just now: the next time
    return;
  }
}

if (totals) {
  setInterval(renew, 5000);
  document.addEventListener('visibilitychange', renew);
}
