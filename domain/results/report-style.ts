// The looks of report.html: light and dark, a phone without sideways scroll (tables become cards), two pages in print for a file of
// some twenty rows. Colors keep a contrast of at least 4.5 to 1 on both grounds (WCAG 2.2 AA); none carries meaning alone.
import { THEME } from "./page-theme.ts";

export const REPORT_STYLE = `
${THEME}
*{box-sizing:border-box}body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif;margin:0;background:var(--ground);color:var(--text)}
main{max-width:78rem;margin:0 auto;padding:1.5rem 1rem 4rem}h1{margin:0;font-size:1.6rem;overflow-wrap:anywhere}h2{margin:2.2rem 0 .6rem;font-size:1.15rem}
a{color:var(--wait)}.quiet{color:var(--quiet);margin:.3rem 0}code,.code,.id{font:.86em ui-monospace,SFMono-Regular,Consolas,monospace;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(7rem,1fr));gap:.6rem;margin:1rem 0 .4rem;padding:0;list-style:none}
.tiles li{border:1px solid var(--line);border-left:4px solid var(--line);border-radius:.4rem;padding:.4rem .8rem;background:var(--raised)}.tiles b{display:block;font-size:1.6rem;line-height:1.2;font-variant-numeric:tabular-nums}
.tiles .handedOff{border-left-color:var(--ok)}.tiles .failed{border-left-color:var(--bad)}.tiles .held{border-left-color:var(--warn)}.tiles .waiting{border-left-color:var(--wait)}
.next{padding-left:1.2rem;margin:.3rem 0}.next li{margin:.35rem 0}
.funnel{width:100%;max-width:46rem;height:auto;display:block;font-size:13px;fill:var(--text)}.funnel .track{fill:var(--line)}.funnel .done{fill:var(--ok)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}thead th{background:var(--raised);font-weight:600;white-space:nowrap}td.number{font-variant-numeric:tabular-nums}
th button{all:unset;cursor:pointer;font-weight:600}th button:focus-visible,button:focus-visible,a:focus-visible,summary:focus-visible,input:focus-visible,select:focus-visible{outline:2px solid var(--wait);outline-offset:2px}
th[aria-sort=ascending] button::after{content:" \\2191"}th[aria-sort=descending] button::after{content:" \\2193"}
.badge{border:1px solid currentColor;border-radius:1rem;padding:.05rem .55rem;white-space:nowrap;font-size:.86em}.badge.handedOff{color:var(--ok)}.badge.failed{color:var(--bad)}.badge.held{color:var(--warn)}.badge.waiting{color:var(--wait)}
b.warn{color:var(--warn)}tr.error td:first-child{color:var(--bad)}tr.warning td:first-child{color:var(--warn)}tr.fixed td:first-child{color:var(--ok)}em{color:var(--quiet);font-style:normal}
.ids{list-style:none;margin:0;padding:0;font-size:.86em;color:var(--quiet)}button.id,button.order{all:unset;cursor:pointer;color:var(--wait);text-decoration:underline dotted;overflow-wrap:anywhere}button.id{font:1em ui-monospace,Consolas,monospace}
#filters{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:.5rem 0}#filters[hidden]{display:none}input,select,#more,#filters button{font:inherit;padding:.3rem .6rem;border:1px solid var(--quiet);border-radius:.3rem;background:var(--ground);color:inherit}#search{width:min(22rem,100%)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem}dt{font-weight:600;grid-column:1}dd{margin:0;grid-column:2}dt:target,dt:focus{background:var(--raised);outline:2px solid var(--wait)}summary{cursor:pointer;margin:.4rem 0}
@media screen and (min-width:60rem){td[data-label="Order"],td[data-label="Site"]{min-width:6.5rem}.ids button.id{white-space:nowrap}}
@media (max-width:700px){main{padding:1rem .75rem 3rem}.cards thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}.cards,.cards tbody,.cards tr,.cards td{display:block;width:100%}.cards tr{border:1px solid var(--line);border-radius:.4rem;margin:.6rem 0;padding:.3rem .6rem}.cards td{border:0;padding:.15rem 0;text-align:left!important}.cards td:empty{display:none}.cards td::before{content:attr(data-label) ": ";color:var(--quiet);font-size:.86em}dl{display:block}dd{margin:0 0 .4rem}}
@media print{:root{color-scheme:light}@page{size:letter landscape;margin:9mm}body{font-size:8.5px;line-height:1.3}main{max-width:none;padding:0}h1{font-size:14px}h2{margin:6px 0 2px;font-size:10px;break-after:avoid}.tiles{margin:4px 0;gap:4px;grid-template-columns:repeat(6,1fr)}.tiles li{padding:1px 6px}.tiles b{font-size:12px;display:inline}th,td{padding:1px 4px}tr{break-inside:avoid}.funnel{max-width:90mm;font-size:16px}#filters,#more,#words,#codes{display:none}.ids li{display:inline}.ids li+li::before{content:" · "}details>*{display:block}.next,p{margin:1px 0}a,button.id,button.order{color:inherit;text-decoration:none}}
`;
