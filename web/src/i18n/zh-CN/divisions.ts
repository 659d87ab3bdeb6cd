export const divisions = {
    label: '区划',
    all: (level: string) => `全部${level}`,
    level: ['', '省', '市', '县区', '乡镇', '村'] as readonly string[],
};
