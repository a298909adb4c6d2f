// A page without charts is ready as it is.
document.documentElement.classList.add('charts-ready');
