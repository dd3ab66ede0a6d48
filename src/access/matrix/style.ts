/** What the matrix adds to the style of pages: names of columns stand upright, rows can be followed with the eye. */
export const MATRIX_STYLE = `
body{max-width:78rem}
h1{font-size:1.6rem;margin:.5rem 0 .25rem}
table.matrix{width:auto}
.matrix th,.matrix td{padding:.3rem .5rem;overflow-wrap:normal}
.matrix:not(.pivoted) td{text-align:center;white-space:nowrap}
.matrix:not(.pivoted) td,.matrix:not(.pivoted) .resource-name{border-left:1px solid var(--line)}
.matrix:not(.pivoted) .resource-name{vertical-align:bottom;text-align:left}
.matrix:not(.pivoted) .resource-name span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;max-height:22rem;font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
.matrix .domains th{text-align:center;border-left:1px solid var(--line);color:var(--text)}
.matrix thead th:first-child{vertical-align:bottom}
.matrix tbody th{white-space:nowrap;position:sticky;left:0;background:var(--page);text-align:left}
.matrix tbody tr:hover th,.matrix tbody tr:hover td{background:var(--panel)}
.matrix td a{text-decoration:none;font-weight:600}
.matrix td a:hover,.matrix td a:focus{text-decoration:underline}
.pivoted .who{display:inline-block;margin-right:1rem;white-space:nowrap}
.origins ul{list-style:none;margin:0;padding:0}.origins li+li{margin-top:.5rem}
.origins tr:target{outline:2px solid var(--link)}
.origins thead th:first-child,.origins thead th:nth-child(2){width:22%}
@media print{.matrix tbody th{position:static}}
`;
