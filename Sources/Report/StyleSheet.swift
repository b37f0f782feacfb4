/// How the page looks, on a light screen and on a dark one.
let styleSheet = """
  :root { color-scheme: light dark; --ink: #222; --faint: #999; --grid: #ddd; --paper: #fff;
    --0: #1f5fa8; --1: #c2541b; --2: #2c7a3f; --3: #8a3ea0; --4: #a8871f; --5: #a81f4d; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ddd; --faint: #888; --grid: #444;
    --paper: #181818; --0: #7ab0ee; --1: #f0935c; --2: #7fcf92; --3: #cf94e0; --4: #dcc062;
    --5: #ee7fa5; } .spectrogram { filter: invert(1); } }
  body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper);
    max-width: 70em; margin: 2em auto; padding: 0 1em; }
  h1, h2, h3 { font-weight: 600; line-height: 1.2; }
  h2 { margin-top: 2em; border-bottom: 1px solid var(--grid); }
  h3 { font-size: 1em; }
  table { border-collapse: collapse; }
  th, td { padding: .15em .8em; text-align: right; border-bottom: 1px solid var(--grid); }
  .charts, .confusions { display: flex; flex-wrap: wrap; gap: 1.5em; align-items: flex-start; }
  .chart { width: 440px; max-width: 100%; }
  .scroll { overflow-x: auto; }
  .path { color: var(--faint); margin-bottom: 0; }
  section { margin: 2em 0; }
  audio { height: 2em; }
  svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
  svg .title { font-weight: 600; font-size: 13px; }
  svg .scale { fill: var(--faint); font-size: 11px; }
  svg .grid { stroke: var(--grid); }
  polyline { fill: none; stroke-width: 1.6; }
  .line0, .symbol0 { stroke: var(--0); } .line1, .symbol1 { stroke: var(--1); }
  .symbol2 { stroke: var(--2); } .symbol3 { stroke: var(--3); }
  .symbol4 { stroke: var(--4); } .symbol5 { stroke: var(--5); }
  svg .name0 { fill: var(--0); } svg .name1 { fill: var(--1); }
  .null { stroke: var(--faint); stroke-dasharray: 3 3; stroke-width: 1; }
  .tick { stroke: var(--5); stroke-opacity: .45; }
  .word { fill: var(--0); }
  .confusion { fill: var(--1); }
  """
