#!/usr/bin/env bash
# accessibility-checker-engine 4.0.34 (IBM Equal Access) takes every form for a landmark, named or not.
#
# Expected: HTML-AAM 1.0 gives a form the role "form" only where it has an accessible name; two forms without one are no
# landmarks, so they need no labels to be told apart. axe-core 4.14.1 finds nothing on the same page.
# Seen: `aria_form_label_unique` and `aria_landmark_name_unique` as violations on each of the two forms. Giving one of them
# a name changes nothing about the other.
#
# Needs node with npm, and chromium. Exits with 0 while that is so, with 1 once it changes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts accessibility-checker-engine@4.0.34 axe-core@4.14.1
cat >page.html <<'HTML'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Two forms</title></head>
<body><main>
<h1>Two forms</h1>
<form action="/out" method="post"><button>Sign out</button></form>
<form action="/find" method="get"><button>Find</button></form>
</main>
<pre id="said"></pre>
<script src="node_modules/axe-core/axe.min.js"></script>
<script src="node_modules/accessibility-checker-engine/ace.js"></script>
<script>
(async () => {
  const axes = (await axe.run(document)).violations.map(rule => 'axe ' + rule.id);
  const report = await new ace.Checker().check(document, ['IBM_Accessibility']);
  const ibms = report.results.filter(result => result.value[1] === 'FAIL').map(result => 'ibm ' + result.ruleId);
  document.getElementById('said').textContent = ['', ...axes, ...ibms, 'end'].join('\n');
})();
</script></body></html>
HTML
chromium --version
chromium --headless --no-sandbox --disable-gpu --allow-file-access-from-files --virtual-time-budget=30000 \
    --dump-dom "file://$folder/page.html" 2>/dev/null | grep -E '^(axe|ibm) ' | sort | uniq -c | tee said
expected=$(printf '      2 ibm aria_form_label_unique\n      2 ibm aria_landmark_name_unique\n')
if [ "$(cat said)" = "$expected" ]; then echo "as found"; else echo "it has changed" >&2 && exit 1; fi
