// Runs before the first paint, so that the page doesn't flash in another theme. Without a stored theme,
// the system's theme is used.
(() => {
  const remembered = localStorage.getItem('alphascope.theme');
  if (remembered === 'light' || remembered === 'dark') {
    document.documentElement.dataset.theme = remembered;
  }
})();
