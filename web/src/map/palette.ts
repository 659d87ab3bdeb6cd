/** Colours of the map, as the design tokens name them; the map library takes no CSS variables. */
export const palette = {
    land: '#F5F5F1',
    outside: '#EEF1F3',
    text: '#18212D',
    text2: '#3B4654',
    text3: '#5A6573',
    accent: '#4340A6',
    white: '#FFFFFF',
    unlinkedFill: '#E9E8E1',
    unlinkedLine: '#8C8A7F',
    linkedFill: '#D3D8DE',
    linkedLine: '#3B4654',
    selectedFill: '#CFCDF0',
    ramp: ['#EEEEF8', '#CFCDEC', '#A5A2D9', '#716CC0', '#4340A6'],
    grades: { A: '#1B9E77', B: '#377EB8', C: '#E6850E', D: '#C0262D', none: '#C3C9D1' },
    statuses: {
        not_started: '#DFE3E8',
        draft: '#A6A4DD',
        submitted: '#4340A6',
        approved: '#3B4654',
        returned: '#D9A441',
    },
} as const;
