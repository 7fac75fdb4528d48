// HTML style: how the report looks, in light and in dark, on a screen and on paper.

export const REPORT_STYLE = `
:root{color-scheme:light dark;--ink:#1b1d22;--soft:#5c6370;--line:#d9dce3;--ground:#fff;--raised:#f5f6f8;--good:#137a3d;--bad:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaf0;--soft:#a0a7b5;--line:#363b46;--ground:#15171c;--raised:#1e2128;--good:#5bd38c;--bad:#ff8a80}}
*{box-sizing:border-box}body{margin:0 auto;max-width:60rem;padding:2rem 1rem;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}code,pre{font-family:ui-monospace,monospace;font-size:.85em}
header p{margin:.25rem 0;color:var(--soft)}.kind{text-transform:uppercase;letter-spacing:.06em;font-size:.75rem}.good{color:var(--good)}.bad{color:var(--bad)}
.totals b{color:var(--ink);font-size:1.4rem;margin-left:1rem}.totals b:first-child{margin-left:0}
nav{display:flex;flex-wrap:wrap;gap:4px;margin-top:1rem}
.tile{min-width:2.2rem;padding:.3rem;border-radius:6px;text-align:center;text-decoration:none;color:var(--soft);background:var(--raised);border:1px solid var(--line)}
.tile.pass{color:var(--good);border-color:var(--good)}.tile.fail{color:#fff;background:#b3261e;border-color:#b3261e}
.badge{display:inline-block;min-width:4.2rem;padding:0 .5rem;border-radius:1rem;border:1px solid var(--line);font-size:.75rem;text-align:center;color:var(--soft);white-space:nowrap}
.badge.pass{color:var(--good);border-color:var(--good)}.badge.fail{color:#fff;background:#b3261e;border-color:#b3261e}
details{border:1px solid var(--line);border-radius:8px;margin:.4rem 0}summary{cursor:pointer;padding:.5rem .75rem}.count{float:right;color:var(--soft);font-size:.85rem}
details>.note{padding:0 .75rem .5rem;margin:0}.note{color:var(--soft);font-size:.85rem;margin:.15rem 0 0}
table{width:100%;border-collapse:collapse}td{padding:.4rem .75rem;border-top:1px solid var(--line);vertical-align:top}td.time{text-align:right;color:var(--soft);white-space:nowrap}
.failure{border-left:4px solid #b3261e;background:var(--raised);padding:.75rem 1rem;margin:.75rem 0;border-radius:0 8px 8px 0}
dl{display:grid;grid-template-columns:6rem 1fr;margin:.5rem 0}dt{color:var(--soft)}dd{margin:0}figure{margin:.75rem 0 0}figcaption{color:var(--soft);font-size:.8rem;overflow-wrap:anywhere}
pre{margin:.2rem 0 0;padding:.5rem;background:var(--ground);border:1px solid var(--line);border-radius:6px;white-space:pre-wrap;overflow-wrap:anywhere}
pre.said{border-top:0;border-radius:0 0 6px 6px;color:var(--soft)}
@media(max-width:40rem){td:nth-child(2){display:none}}
@media print{body{max-width:none}details{break-inside:avoid}}
`;
