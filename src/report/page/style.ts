/** How a report looks, by day and by night. */

/** Colours of curves: each is seen on the ground of its theme. */
const LIGHT = [
  '#0b63c5',
  '#c2410c',
  '#0f766e',
  '#a21caf',
  '#6d4bd8',
  '#8a6500',
  '#be123c',
  '#4b6472',
];
const DARK = [
  '#6db3ff',
  '#ff9d57',
  '#4fd1b5',
  '#ef8cf0',
  '#b7a4ff',
  '#e3c04a',
  '#ff8fa3',
  '#a5bccb',
];

/** How strongly a cell of the confusion matrix is coloured, in steps. */
export const LEVELS = 8;

/** Even the strongest leaves the numbers readable. */
const STRONGEST = 64;

const numbers = (length: number): number[] => Array.from({ length }, (_, i) => i);

const colours = (values: readonly string[]): string =>
  values.map((value, i) => `--c${i}:${value}`).join(';');

const CURVES = numbers(LIGHT.length)
  .map((i) => `.c${i}{--colour:var(--c${i})}`)
  .join('\n');

const CELLS = numbers(LEVELS)
  .map((i) => {
    const share = Math.round(((i + 1) * STRONGEST) / LEVELS);
    const mix = (name: string) => `color-mix(in srgb, var(--${name}) ${share}%, var(--card))`;
    return `.r${i + 1}{background:${mix('right')}}\n.w${i + 1}{background:${mix('wrong')}}`;
  })
  .join('\n');

/** The whole style sheet. */
export const STYLE: string = `
:root{color-scheme:light dark;--ground:#f5f6f8;--card:#fff;--ink:#171c23;--soft:#56616f;--line:#dce1e7;--link:#0b5cb5;
--right:#5aa2f5;--wrong:#f4874d;--bar:#4387d6;--note:#fff6dc;--note-line:#dfb949;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--ground:#0e1217;--card:#171d24;--ink:#e8ecf1;--soft:#a6b1be;--line:#2c3540;--link:#7fbcff;
--right:#1d5fae;--wrong:#a9481a;--bar:#5c9fec;--note:#2d2710;--note-line:#8a7426;${colours(DARK)}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Open Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
header{padding-top:2rem}
h1{font-size:1.9rem;line-height:1.2;margin:.1rem 0 .4rem}
h2{font-size:1.3rem;margin:0 0 .75rem}
h3{font-size:1rem;margin:0 0 .5rem}
p{margin:.4rem 0}
a{color:var(--link)}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.kicker,.lead,.hint,footer{color:var(--soft)}
.kicker{font-size:.8rem;letter-spacing:.06em;text-transform:uppercase;margin:0}
.hint,footer{font-size:.85rem}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;list-style:none;margin:.9rem 0 0;padding:0;font-size:.95rem}
main>section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1.25rem;margin:1.25rem 0;min-width:0}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10.5rem),1fr));gap:.75rem;margin:1.25rem 0 0;padding:0}
.tiles div{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:.8rem 1rem}
.tiles dt{color:var(--soft);font-size:.85rem}
.tiles dd{margin:0;font-size:1.6rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles dd.small{font-size:.85rem;font-weight:400;color:var(--soft);line-height:1.4}
main>.note{background:var(--note);border-color:var(--note-line)}
.note ul{margin:0;padding-left:1.2rem}
.grid2{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:1.5rem 2rem;align-items:start}
.grid2>*{min-width:0}
.stack>*+*{margin-top:1.75rem}
figure{margin:0}
.chart svg[role=img]{display:block;width:100%;max-width:36rem;height:auto}
.chart text{fill:var(--soft);font-size:13px;font-variant-numeric:tabular-nums}
.legend{display:flex;flex-wrap:wrap;gap:.1rem 1rem;list-style:none;margin:0 0 .4rem;padding:0;font-size:.88rem}
.legend li{display:flex;align-items:center;gap:.4rem;min-width:0}
.legend svg{flex:none;width:28px;height:10px}
.grid{stroke:var(--line);vector-effect:non-scaling-stroke}
.axis{stroke:var(--soft);vector-effect:non-scaling-stroke}
.mark{stroke:var(--soft);stroke-dasharray:2 4;vector-effect:non-scaling-stroke}
.curve{fill:none;stroke:var(--colour);stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.dashed{stroke-dasharray:5 5}
.faint{stroke-width:1.25;opacity:.55}
.dot{fill:var(--colour);stroke:var(--card);stroke-width:1}
${CURVES}
.bar{fill:var(--bar)}
.diagonal{stroke:var(--ink);stroke-dasharray:4 4;vector-effect:non-scaling-stroke}
.scroll{overflow:auto;max-width:100%}
.high{max-height:34rem;border-bottom:1px solid var(--line)}
table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
th,td{padding:.32rem .7rem;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
th{font-weight:600}
thead th{color:var(--soft);vertical-align:bottom}
.high thead th{position:sticky;top:0;background:var(--card);z-index:1}
th:first-child,.text{text-align:left}
tbody th,.text{white-space:normal;min-width:7rem;max-width:22rem}
tbody th{font-weight:500}
.wide{width:100%}
.options .text{max-width:none}
.strong{font-weight:700}
.differs th,.differs td{background:color-mix(in srgb, var(--bar) 14%, var(--card))}
th button{all:unset;cursor:pointer;border-bottom:1px dotted}
th button:focus-visible,.scroll:focus-visible,summary:focus-visible,a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
th[aria-sort=ascending] button::after{content:" \\2191"}
th[aria-sort=descending] button::after{content:" \\2193"}
.meter{display:inline-block;width:64px;height:8px;vertical-align:middle;margin-left:.5rem}
.meter .rest{fill:var(--line)}
.matrix td,.matrix th{text-align:center;border:1px solid var(--line)}
.matrix thead th{color:var(--ink);font-weight:500}
.matrix td,.matrix thead th{min-width:2.1rem;max-width:none;padding:.3rem}
.matrix .zero{color:var(--soft)}
.runs td,.runs thead th{white-space:normal;overflow-wrap:break-word}
.matrix .across{display:inline-block;writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;text-align:left}
.matrix tbody th{text-align:right;position:sticky;left:0;background:var(--card);min-width:0;max-width:10rem;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.raster{max-width:40rem}
.raster svg[role=img]{display:block;width:100%;height:auto}
.raster text{fill:var(--soft);font-size:13px}
.raster .edge{fill:none;stroke:var(--soft);vector-effect:non-scaling-stroke}
.key{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;vertical-align:-.08rem;margin:0 .3rem 0 .1rem}
.key.right{background:#1c71d8}
.key.wrong{background:#e04f14}
${CELLS}
.search{display:block;margin:.25rem 0 .6rem}
.search[hidden]{display:none}
.search input{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:.4rem;padding:.3rem .6rem;width:min(100%,20rem)}
.mistakes{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,10.5rem),1fr));gap:1.1rem;list-style:none;margin:0;padding:0}
.mistakes img,.missing{display:block;width:100%;aspect-ratio:1;object-fit:contain;background:var(--ground);border:1px solid var(--line);border-radius:.5rem;margin-bottom:.45rem}
.mistakes img.tiny{image-rendering:pixelated}
.missing{display:grid;place-items:center;color:var(--soft);font-size:.85rem;text-align:center;padding:.5rem}
.mistakes p{margin:0;font-size:.9rem;line-height:1.35}
.mistakes .hint{font-size:.78rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,27rem),1fr));gap:0 2.5rem;margin:0}
.facts div{display:grid;grid-template-columns:minmax(0,2fr) minmax(0,3fr);gap:1rem;border-bottom:1px solid var(--line);padding:.32rem 0}
.facts dt{color:var(--soft)}
.facts dd{margin:0}
details{margin-top:1rem}
summary{cursor:pointer;font-weight:600}
.block{margin-top:1.75rem}
@media (max-width:40rem){
header,main,footer{padding-left:.8rem;padding-right:.8rem}
header{padding-top:1.2rem}
h1{font-size:1.5rem}
main>section{padding:1rem .8rem}
.chart text,.raster text{font-size:19px}
.tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
.tiles dd{font-size:1.3rem}
.mistakes{grid-template-columns:repeat(2,minmax(0,1fr))}
th,td{padding:.3rem .45rem}
.matrix tbody th{max-width:6.5rem}
}
@media print{body{background:#fff}main>section{break-inside:avoid-page}.high{max-height:none}nav,.search{display:none}}
`;
