// Draws the invented pictures of the sample county's records anew: node scripts/sample-photos.mjs
import { chromium } from '@playwright/test';

const FOLDER = new URL('../../data/sample/photos/', import.meta.url).pathname;
const WIDTH = 480;
const HEIGHT = 360;
const QUALITY = 45;

const page = (body, grain) => `<body style="margin:0"><svg width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 480 360">
<filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="${grain}" numOctaves="3" seed="7"/>
<feColorMatrix values="0 0 0 0 .3  0 0 0 0 .3  0 0 0 0 .28  0 0 0 .45 0"/><feComposite in2="SourceGraphic" operator="in"/>
<feBlend in2="SourceGraphic" mode="multiply"/></filter><g filter="url(#grain)">${body}</g></svg></body>`;

const window = (x, y) =>
    `<rect x="${x}" y="${y}" width="50" height="40" fill="#e8e4d8"/><rect x="${x + 4}" y="${y + 4}" width="42" height="32" fill="#5d7383"/>
     <path d="M${x + 25} ${y + 4}v32M${x + 4} ${y + 20}h42" stroke="#e8e4d8" stroke-width="3"/>`;

function house({ sky, wall, roof, floors, left }) {
    const top = 250 - floors * 66;
    const storeys = Array.from({ length: floors }, (_, i) => {
        const y = top + 16 + i * 66;
        return [40, 250].map((x) => window(left + x, y)).join('');
    });
    return `<rect width="480" height="360" fill="${sky}"/>
        <path d="M0 190 90 130 180 178 290 110 400 170 480 126V270H0z" fill="#8d9a8c"/>
        <rect y="250" width="480" height="110" fill="#9a8a6e"/><path d="M0 290h480v70H0z" fill="#b0a183"/>
        <rect x="${left}" y="${top}" width="340" height="${250 - top}" fill="${wall}"/>
        <path d="M${left - 18} ${top} ${left + 24} ${top - 34}H${left + 316}L${left + 358} ${top}z" fill="${roof}"/>
        ${storeys.join('')}<rect x="${left + 145}" y="184" width="50" height="66" fill="#6b4430"/>
        <rect x="${left + 138}" y="176" width="64" height="8" fill="#a33b30"/>
        <ellipse cx="${left > 80 ? 40 : 440}" cy="240" rx="26" ry="38" fill="#5f7350"/>`;
}

function bricks(crack, fill) {
    const rows = Array.from({ length: 12 }, (_, row) =>
        Array.from({ length: 9 }, (__, i) => `<rect x="${i * 64 - (row % 2) * 32}" y="${row * 32}" width="60" height="28" fill="${fill}"/>`).join(''),
    );
    return `<rect width="480" height="360" fill="#b9b1a0"/>${rows.join('')}
        <path d="${crack}" fill="none" stroke="#221d18" stroke-width="7" stroke-linejoin="bevel"/>
        <path d="M330 250l120 40" stroke="#d8c23c" stroke-width="18"/>`;
}

const pictures = {
    'front-1': page(house({ sky: '#c3ccd2', wall: '#d9d0bd', roof: '#6e5a52', floors: 1, left: 70 }), 0.6),
    'front-2': page(house({ sky: '#b8cbdc', wall: '#cfc3b4', roof: '#4f5357', floors: 2, left: 90 }), 0.6),
    'front-3': page(house({ sky: '#d3d3cb', wall: '#c9b79c', roof: '#7d4a3c', floors: 1, left: 50 }), 0.7),
    'risk-1': page(bricks('M250 0 235 60 262 110 240 170 268 230 250 290 262 360', '#cdbb9c'), 0.8),
    'risk-2': page(bricks('M60 0 130 70 150 140 240 200 262 270 350 360', '#bfa58b'), 0.8),
};

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const tab = await browser.newPage({ viewport: { width: WIDTH, height: HEIGHT } });
for (const [name, html] of Object.entries(pictures)) {
    await tab.setContent(html);
    await tab.screenshot({ path: `${FOLDER}${name}.jpg`, type: 'jpeg', quality: QUALITY });
}
await browser.close();
