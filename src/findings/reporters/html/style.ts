/** The page's style: two colour schemes with a contrast of at least 4.5 to 1 for text, one column on a phone, ink on paper. */
export const STYLE = `
:root{color-scheme:light dark;--page:#fff;--panel:#f6f8fa;--line:#d0d7de;--text:#1f2328;--muted:#57606a;--link:#0550ae;
--pass:#116329;--pass-soft:#dafbe1;--fail:#a40e26;--fail-soft:#ffebe9;--unknown:#7d4e00;--unknown-soft:#fff3c9;--note:#0550ae;--note-soft:#ddf4ff;
--probe:#0969da;--gap:#f9c8c2;--gap-text:#82071e}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--panel:#161b22;--line:#3d444d;--text:#e6edf3;--muted:#a3adb8;--link:#79c0ff;
--pass:#6fdd8b;--pass-soft:#12341d;--fail:#ffa198;--fail-soft:#4a1a1a;--unknown:#f0c75e;--unknown-soft:#3d2e08;--note:#9cd0ff;--note-soft:#12304f;
--probe:#58a6ff;--gap:#5c2428;--gap-text:#ffc9c2}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem;max-width:72rem;background:var(--page);color:var(--text);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
code,pre{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.88em}
a{color:var(--link)}
h1,h2,h3{line-height:1.25;margin:0}
h2{font-size:1.3rem;margin:2.5rem 0 .75rem}
h3{font-size:1.05rem;display:inline}
p{margin:.25rem 0}
ul{padding-left:1.25rem}
dl,dd{margin:0}
.muted,.tool{color:var(--muted)}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.headline{font-size:1.6rem;padding:.8rem 1rem;margin:.5rem 0 1rem;border-left:6px solid;border-radius:4px}
.headline.pass,.measure.pass,.badge.pass{color:var(--pass);background:var(--pass-soft)}
.headline.fail,.measure.fail,.badge.fail,.badge.error{color:var(--fail);background:var(--fail-soft)}
.headline.unknown,.measure.unknown,.badge.unknown,.badge.warning{color:var(--unknown);background:var(--unknown-soft)}
.badge.note{color:var(--note);background:var(--note-soft)}
.badge{display:inline-block;white-space:nowrap;border-radius:1em;padding:0 .6em;font-weight:600;font-size:.9em;border:1px solid}
.tiles,.measures,.legend,nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.5rem 1.25rem}
.tile{color:var(--muted)}
.tile b{font-size:1.3rem;color:var(--text)}
.tile.pass b{color:var(--pass)}.tile.fail b,.tile.error b{color:var(--fail)}.tile.unknown b,.tile.warning b{color:var(--unknown)}.tile.note b{color:var(--note)}.tile.none b{color:var(--muted)}
.run{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;margin:1rem 0;font-size:.9em}
.run dt{display:inline;color:var(--muted)}.run dd{display:inline;margin-left:.35em}
nav{border-block:1px solid var(--line);padding:.5rem 0}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.55rem .6rem;border-bottom:1px solid var(--line)}
thead th{background:var(--panel);color:var(--muted);font-size:.85em}
tbody th{font-weight:600}
.verdicts tr.fail>:first-child{box-shadow:inset 4px 0 var(--fail)}
.verdicts tr.unknown>:first-child{box-shadow:inset 4px 0 var(--unknown)}
.covered tbody th{width:45%}.covered tr:target{outline:2px solid var(--link)}.rule-counts{width:auto}
.verdicts tbody th{width:30%}.verdicts td[data-label=Cluster],.verdicts thead th{overflow-wrap:break-word}.verdicts .place{display:block;min-width:11rem}
.resource{display:block;font-weight:400;color:var(--muted);font-size:.9em}
.reason{font-weight:600;margin:0 0 .25rem}
.facts{display:flex;flex-wrap:wrap;gap:0 1rem;font-size:.93em}
.facts dt{display:inline;color:var(--muted)}.facts dt::after{content:":"}.facts dd{display:inline}
details summary{cursor:pointer}
td details summary{color:var(--link);font-size:.9em}
.open-claims li{margin:.5rem 0}
.why{display:block}
.worst{list-style:none;padding:0;margin:0 0 1rem}.worst li{margin:.2rem 0}
figure{margin:0 0 2rem}
.measures{margin:.75rem 0}
.measure{border-radius:4px;padding:.2rem .6rem;border:1px solid var(--line)}
.scroll{overflow-x:auto}
svg.timeline{display:block;width:100%;min-width:44rem;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg text{fill:var(--text)}
.axis text,.unacked text{fill:var(--muted)}
.axis .axis-title,.axis-title{fill:var(--muted);font-style:italic}
.grid{stroke:var(--line);stroke-width:.6;stroke-dasharray:2 3}
.tick,.base{stroke:var(--muted)}
.probe,.legend-probe{fill:var(--probe)}
.probe-unacked,.legend-unacked{stroke:var(--fail);stroke-width:1.8;fill:none}
.gap{fill:var(--gap)}
svg .gap-label{fill:var(--gap-text)}.strong{font-weight:700;font-size:16px}
.event{stroke:var(--text);stroke-width:1.2;stroke-dasharray:5 3}
.event.fault{stroke:var(--fail);stroke-width:2;stroke-dasharray:none}
svg .event-label{font-weight:600}svg .event-label.fault{fill:var(--fail)}
.objective{stroke:var(--unknown);stroke-width:1.5;stroke-dasharray:8 4}
svg .objective-label{fill:var(--unknown)}
.allowed,.beyond{fill:none;stroke:var(--muted)}
.limit{stroke:var(--text);stroke-width:2}
.measured{fill:var(--muted)}
.within .measured{fill:var(--pass)}.over .measured{fill:var(--fail)}.not-seen .measured{fill:none;stroke:var(--unknown);stroke-width:2;stroke-dasharray:4 3}
.legend{font-size:.9em;margin:.5rem 0}
.legend svg{width:12px;height:12px;vertical-align:-1px}
.events{width:auto}
.file{margin:0 0 1rem}
.file>summary{padding:.4rem 0}
.finding{border:1px solid var(--line);border-left:4px solid var(--note);border-radius:4px;padding:.6rem .8rem;margin:.5rem 0}
.finding.error{border-left-color:var(--fail)}.finding.warning{border-left-color:var(--unknown)}
.finding:target{outline:2px solid var(--link)}
.message{font-weight:600}
.rule{font-weight:400;color:var(--muted)}
.frame{background:var(--panel);border-radius:4px;padding:.5rem .7rem;margin:.5rem 0;overflow-x:auto;line-height:1.45;overflow-wrap:normal}
.frame .context,.gutter{color:var(--muted)}
.frame .caret{color:var(--fail);font-weight:700}
.steps{max-width:48rem}
.took{min-width:9rem}
.bar{display:block;height:4px;border-radius:2px;background:var(--probe)}
footer{margin-top:3rem;border-top:1px solid var(--line);padding-top:.75rem;color:var(--muted);font-size:.9em}
@media screen and (max-width:48rem){
body{padding:1rem}
.headline{font-size:1.25rem}
.wide{display:none}
.stacked,.stacked tbody,.stacked tr,.stacked th,.stacked td{display:block}
.stacked thead{position:absolute;left:-99rem}
.stacked tr{border:1px solid var(--line);border-radius:4px;margin:0 0 .75rem;padding:.4rem 0}
.stacked tbody th,.stacked td{border:0;width:auto;padding:.2rem .7rem}
.stacked td[data-label]:not([data-label=Verdict])::before{content:attr(data-label);display:block;color:var(--muted);font-size:.8em}
}
@media print{
:root{color-scheme:light;--page:#fff;--panel:#f6f8fa;--line:#aaa;--text:#000;--muted:#444;--link:#000;--pass:#116329;--pass-soft:#fff;--fail:#a40e26;--fail-soft:#fff;--unknown:#7d4e00;--unknown-soft:#fff;--note:#0550ae;--note-soft:#fff;--probe:#0969da;--gap:#f9c8c2;--gap-text:#82071e}
body{max-width:none;padding:0;font-size:11px;print-color-adjust:exact;-webkit-print-color-adjust:exact}
nav,.skip{display:none}
tr,.finding,figure{break-inside:avoid}
h2{break-after:avoid}
.scroll,.frame{overflow:visible}
svg.timeline{min-width:0}
.frame{white-space:pre-wrap}
details:not([open])::details-content{content-visibility:visible;block-size:auto}
}
`;
