/** What the picture adds to the style of pages. Colours hold 3 to 1 for lines and 4.5 to 1 for text in both schemes. */
export const GRAPH_STYLE = `
body{max-width:78rem}
h1{font-size:1.6rem;margin:.5rem 0 .25rem}
svg.access{display:block;width:100%;min-width:60rem;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
svg.access .column{font-size:13px;font-weight:600;fill:var(--muted)}
.domain rect{fill:var(--panel);stroke:var(--line)}
.domain.none rect{stroke-dasharray:4 4;fill:none}
.domain text{font-weight:600;font-size:13px}
.node rect{fill:var(--page);stroke:var(--muted);stroke-width:1.2}
.node.application rect{fill:var(--note-soft);stroke:var(--note)}
.node.prefix rect,.node.undeclared rect{stroke-dasharray:6 3}
.node.internal rect{stroke-dasharray:2 3}
.node .name{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-weight:600}
.node .note{font:11px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--muted)}
.node.application .note{fill:var(--text)}
.node{cursor:pointer}
.node:focus{outline:none}
.node:focus rect{stroke:var(--link);stroke-width:3;stroke-dasharray:none}
.edge{fill:none;stroke:var(--muted);stroke-width:1.4}
.given .edge{stroke:var(--pass);stroke-width:2.6;stroke-dasharray:none}
.missing .edge{stroke:var(--fail);stroke-width:2.2;stroke-dasharray:7 4}
.arrow path{fill:var(--muted)}.arrow.given path{fill:var(--pass)}.arrow.missing path{fill:var(--fail)}
.reach{fill:none;stroke:transparent;stroke-width:12}
.line:hover .edge{stroke-width:4}
.access-legend svg{width:44px;height:14px;vertical-align:-2px}
.access-legend .node rect{stroke-width:1.5}
.access-edges thead th:first-child,.access-edges thead th:last-child{width:20%}.access-edges thead th:nth-child(2),.access-edges thead th:nth-child(4){width:18%}
.access-edges .missing td,.access-edges .missing th{background:var(--fail-soft)}
.access-edges .badge.own{border:0;padding:0;font-weight:400;color:var(--muted)}
.tile.missing b{color:var(--fail)}.tile.given b{color:var(--pass)}
@media print{svg.access{min-width:0}.access-edges .missing td,.access-edges .missing th{background:none}}
`;

/**
 * Pointing at a box, or choosing it by a click or the Tab key, leaves what belongs to it and fades the rest: rules, so that
 * no script has to run. A chosen box goes before one that is pointed at.
 */
export function highlightStyle(nodes: number): string {
  const rules = Array.from({length: nodes}, (_, node) => {
    const rest = `:is(.node,.line):not(.r${node})`;
    return `svg.access:has(.n${node}:focus) ${rest},svg.access:not(:has(.node:focus)):has(.n${node}:hover) ${rest}{opacity:.12}`;
  });
  return `${rules.join('\n')}\n`;
}
