// Runs before the first paint, so that a remembered theme doesn't flash. Without one, the system's holds.
(() => {
  const remembered = localStorage.getItem('alphascope.theme');
  if (remembered === 'light' || remembered === 'dark') {
    document.documentElement.dataset.theme = remembered;
  }
})();
