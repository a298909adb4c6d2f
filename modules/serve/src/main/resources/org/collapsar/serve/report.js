// Where reading needs the token, which no navigation carries: asks for the report with it, and puts
// the report in the place of this page. The policy of this page goes on to hold, beside its own.
(() => {
  'use strict';
  const { page, hasToken } = collapsarClient;
  const say = (line) => {
    document.getElementById('trouble').textContent = line;
  };
  if (!hasToken()) {
    // Without one the answer would be this page again.
    say('This server asks for its token: open the address that serve printed, and go to the report in the same tab.');
    return;
  }
  page(location.pathname)
    .then((html) => {
      document.open();
      document.write(html);
      document.close();
    })
    .catch((error) => say('The report cannot be shown: ' + error.message));
})();
