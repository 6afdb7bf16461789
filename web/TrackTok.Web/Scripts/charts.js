// Draws the table of a <figure class="chart"> as a chart. The table is the only source: a row a point, a column a line or a bar (data-token in its head: another colour); a cell's data-value is its figure, its text how it is written.
// Nothing is loaded from elsewhere and nothing is styled inline; colours are the design's tokens, read again when the theme changes.
import {
    ArcElement, BarController, BarElement, CategoryScale, Chart, DoughnutController, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip,
} from 'chart.js';

Chart.register(ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);

const charts = new Map();
const palette = ['--chart-1', '--chart-2', '--chart-3', '--chart-4', '--chart-5', '--chart-6', '--chart-7', '--chart-8'];

/** A token as the browser resolves it for the theme that is shown. */
function colour(figure, token) {
    const probe = figure.querySelector('[data-probe]') ?? figure.appendChild(Object.assign(document.createElement('span'), { hidden: true }));
    probe.dataset.probe = '';
    probe.style.color = `var(${token})`;
    return getComputedStyle(probe).color;
}

function faded(rgb, part) { return rgb.replace(/^rgba?\(([^,]+),([^,]+),([^,)]+).*$/, `rgba($1,$2,$3,${part})`); }

function read(figure) {
    const table = figure.querySelector('table');
    const heads = [...table.tHead.rows[0].cells].slice(1).filter(cell => !cell.hasAttribute('data-skip'));
    const rows = [...table.tBodies[0].rows];
    const columns = heads.map(head => head.cellIndex);
    return {
        labels: rows.map(row => row.dataset.label ?? row.cells[0].textContent.trim()),
        titles: rows.map(row => row.cells[0].textContent.trim()),
        links: rows.map(row => row.querySelector('a')?.href ?? null),
        colours: rows.map(row => row.dataset.colour ?? null),
        series: columns.map((column, index) => ({
            label: heads[index].textContent.trim(),
            token: heads[index].dataset.token ?? null,
            values: rows.map(row => Number(row.cells[column]?.dataset.value ?? NaN)),
            texts: rows.map(row => row.cells[column]?.textContent.trim() ?? ''),
        })),
    };
}

/** Short axis labels: 1200 as 1.2K, in the page's own language. */
const short = new Intl.NumberFormat(document.documentElement.lang || 'en', { notation: 'compact', maximumFractionDigits: 1 });

function settings(figure) {
    const data = read(figure);
    const kind = figure.dataset.kind ?? 'bar';
    const round = kind === 'doughnut';
    const text = colour(figure, '--muted'), line = colour(figure, '--line'), surface = colour(figure, '--surface');
    const shades = palette.map(token => colour(figure, token));
    const shade = (index, row) => (round || figure.dataset.each !== undefined ? data.colours[row] ?? shades[row % shades.length] : data.series[index].token ? colour(figure, data.series[index].token) : shades[index % shades.length]);
    return {
        type: kind === 'area' ? 'line' : kind,
        data: {
            labels: data.labels,
            datasets: data.series.map((one, index) => ({
                label: one.label,
                data: one.values,
                backgroundColor: kind === 'area' ? faded(shade(index, 0), index === 0 ? .16 : 0) : one.values.map((_, row) => shade(index, row)),
                borderColor: round ? surface : shade(index, 0),
                borderWidth: round ? 2 : kind === 'area' ? 2 : 0,
                borderDash: kind === 'area' && index > 0 ? [5, 4] : [],
                borderRadius: 4,
                borderSkipped: 'start',
                maxBarThickness: 34,
                minBarLength: 0,
                fill: kind === 'area' && index === 0,
                tension: .3,
                pointRadius: 0,
                pointHitRadius: 16,
                pointHoverRadius: 4,
                pointBackgroundColor: shade(index, 0),
            })),
        },
        options: {
            responsive: true,
            maintainAspectRatio: false,
            animation: matchMedia('(prefers-reduced-motion: reduce)').matches ? false : { duration: 350 },
            indexAxis: figure.dataset.axis === 'y' ? 'y' : 'x',
            cutout: '66%',
            interaction: round ? { mode: 'nearest' } : { mode: 'index', intersect: false, axis: figure.dataset.axis === 'y' ? 'y' : 'x' },
            onClick(_, elements) {
                const link = elements.length > 0 && data.links[elements[0].index];
                if (link) globalThis.Blazor?.navigateTo ? globalThis.Blazor.navigateTo(link) : location.assign(link);
            },
            onHover(event, elements) { event.native.target.style.cursor = elements.length > 0 && data.links[elements[0].index] ? 'pointer' : 'default'; },
            scales: round ? {} : axes(figure, kind, text, line, data.series.length),
            plugins: {
                legend: { display: false },
                tooltip: {
                    backgroundColor: colour(figure, '--text'), titleColor: surface, bodyColor: surface, padding: 10, cornerRadius: 7, boxPadding: 4, usePointStyle: true, displayColors: data.series.length > 1,
                    callbacks: {
                        title: items => data.titles[items[0].dataIndex],
                        label: item => (data.series.length > 1 ? `${item.dataset.label}: ` : '') + data.series[item.datasetIndex].texts[item.dataIndex],
                    },
                },
            },
        },
    };
}

function axes(figure, kind, text, line, count) {
    const stacked = figure.dataset.stacked !== undefined && count > 1;
    const figures = { beginAtZero: true, stacked, border: { display: false }, grid: { color: line, drawTicks: false }, ticks: { color: text, padding: 8, maxTicksLimit: 5, callback: value => short.format(value) } };
    const names = { stacked, border: { color: line }, grid: { display: false }, ticks: { color: text, autoSkip: figure.dataset.axis !== 'y', autoSkipPadding: 14, maxRotation: 0 } };
    return figure.dataset.axis === 'y' ? { x: figures, y: names } : { x: names, y: figures };
}

function draw(figure) {
    const canvas = figure.querySelector('canvas');
    charts.get(figure)?.destroy();
    Chart.defaults.font.family = getComputedStyle(figure).fontFamily;
    Chart.defaults.font.size = 12;
    charts.set(figure, new Chart(canvas, settings(figure)));
}

function redrawAll() {
    for (const [figure, chart] of charts) {
        if (figure.isConnected) draw(figure);
        else { chart.destroy(); charts.delete(figure); }
    }
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll);
new MutationObserver(redrawAll).observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
// A canvas is as wide as it was drawn for: paper is narrower.
addEventListener('beforeprint', () => { for (const chart of charts.values()) chart.resize(640, 240); });
addEventListener('afterprint', () => { for (const chart of charts.values()) chart.resize(); });

export default function start(figure) {
    const button = figure.querySelector('button[data-toggle]');
    button?.addEventListener('click', () => {
        const table = figure.dataset.view !== 'table';
        figure.dataset.view = table ? 'table' : 'chart';
        button.setAttribute('aria-pressed', String(table));
        if (!table) draw(figure);
    });
    draw(figure);
    // Enhanced navigation may put other figures into the same table.
    new MutationObserver(() => draw(figure)).observe(figure.querySelector('table'), { childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ['data-value'] });
}
