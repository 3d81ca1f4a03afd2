import type * as PlotLibrary from '@observablehq/plot'
import type { BarGroup } from './bars.js'

/** The contenders in the order of their bars, with colours that stand on white and on black. */
const colours: Readonly<Record<string, string>> = {
  'wasm-1': '#4b9b7d',
  'wasm-arrow': '#8fbf9f',
  c: '#8a8f98',
  bandwidth: '#b8bcc4',
  'hand-fused': '#7a86c8',
  js: '#d9a520',
  polars: '#3d85c6',
  duckdb: '#d9733a',
  arquero: '#a568b5',
}

const barHeight = 14
const titleHeight = 16
const groupGap = 10
const axisHeight = 24
const captionHeight = 58

/** A bar, or a title above bars, and where it is, from above. */
interface Placed {
  readonly y: number
  readonly text: string
  readonly ratio: number
}

/** Draws bars on a logarithmic scale of time over ours, a group a case, as SVG text. */
export async function drawChart(groups: readonly BarGroup[], caption: string): Promise<string> {
  const { Plot, document } = await loadDrawing()
  const { titles, bars, height } = place(groups)
  const ratios = bars.map(({ ratio }) => ratio)
  const svg = Plot.plot({
    document: document as Document,
    width: 860,
    height: height + 2 * axisHeight + captionHeight,
    marginLeft: 90,
    marginRight: 60,
    marginTop: axisHeight,
    marginBottom: axisHeight + captionHeight,
    ariaLabel: 'Time of each contender over that of Millrace',
    style: { background: 'transparent', color: 'inherit', fontSize: '11px' },
    x: {
      type: 'log',
      domain: [Math.min(0.5, ...ratios), Math.max(2, ...ratios) * 1.3],
      grid: true,
      label: null,
      tickFormat: label,
      ticks: 6,
      axis: 'both',
    },
    y: { axis: null, domain: [0, height], reverse: true },
    color: { domain: Object.keys(colours), range: Object.values(colours) },
    marks: [
      Plot.rect(bars, { x1: 1, x2: 'ratio', y1: 'y', y2: ({ y }: Placed) => y + barHeight - 2, fill: 'text' }),
      Plot.ruleX([1], { stroke: 'currentColor' }),
      Plot.text(bars, {
        y: middle,
        text: 'text',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -8,
        fill: 'currentColor',
      }),
      Plot.text(bars, {
        x: ({ ratio }: Placed) => Math.max(ratio, 1),
        y: middle,
        text: ({ ratio }: Placed) => label(ratio),
        textAnchor: 'start',
        dx: 4,
        fill: 'currentColor',
      }),
      Plot.text(titles, {
        y: middle,
        text: 'text',
        frameAnchor: 'left',
        textAnchor: 'start',
        dx: -85,
        fontWeight: 'bold',
        fill: 'currentColor',
      }),
      Plot.text([caption], {
        frameAnchor: 'bottom-left',
        lineAnchor: 'top',
        dx: -85,
        dy: axisHeight + 6,
        lineWidth: 70,
        fill: 'currentColor',
      }),
    ],
  })
  return standalone(svg.outerHTML)
}

/** Groups have as many bars as contenders took part, so places are counted out. */
function place(groups: readonly BarGroup[]): { titles: Placed[]; bars: Placed[]; height: number } {
  const contenders = Object.keys(colours)
  const titles: Placed[] = []
  const placed: Placed[] = []
  let y = 0
  for (const { title, bars } of groups) {
    titles.push({ y, text: title, ratio: 1 })
    y += titleHeight
    const sorted = bars.toSorted((a, b) => contenders.indexOf(a.contender) - contenders.indexOf(b.contender))
    for (const { contender, ratio } of sorted) {
      placed.push({ y, text: contender, ratio })
      y += barHeight
    }
    y += groupGap
  }
  return { titles, bars: placed, height: y }
}

function middle({ y }: Placed): number {
  return y + barHeight / 2 - 1
}

function label(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : Number(ratio.toPrecision(2))}x`
}

/** An SVG that is a file of its own, dark where the reader's page is. */
function standalone(svg: string): string {
  const style = '<style>svg{color:#1f2328}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}</style>'
  return svg.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `>${style}`)
}

async function loadDrawing(): Promise<{ Plot: typeof PlotLibrary; document: object }> {
  const [Plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')])
  return { Plot, document: parseHTML('<html><body></body></html>').document }
}
