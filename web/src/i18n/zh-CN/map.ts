import type { Theme } from '@/map/patchLayers';

const themes: Record<Theme, string> = { link: '关联状态', grade: '安全等级', status: '档案状态' };

const legend: Record<Theme, Record<string, string>> = {
    link: { unlinked: '未关联', proposed: '提议', linked: '已关联', several: '多户', selected: '当前' },
    grade: { A: 'A 级', B: 'B 级', C: 'C 级', D: 'D 级', none: '未评定' },
    status: {
        none: '未关联',
        draft: '已录入',
        submitted: '待审核',
        approved: '审核通过',
        returned: '退回补正',
    },
};

export const map = {
    label: '图斑地图',
    tools: '地图工具',
    zoomIn: '放大',
    zoomOut: '缩小',
    locate: '定位到我',
    locateFailed: '没有取到定位。请打开手机定位后重试。',
    theme: '着色：',
    themes,
    legendLabel: '图例',
    legend,
    floors: (n: string) => `${n} 层`,
    owner: (name: string) => `产权人 ${name}`,
    linkedBy: (names: string) => `已由${names}户关联`,
    here: (metres: string) => `定位点 ±${metres} 米`,
    householdPoint: '登记位置',
    away: (metres: string) => `距图斑 ${metres} 米`,
    unsupported: '这台电脑的浏览器画不出地图（没有 WebGL）。旁边的列表照常可用。',
    hazard: {
        title: '隐患地图',
        panel: '着色与图例',
        onScreen: '屏幕上',
        unitHouses: '按图斑计，取最差等级',
        unitHouseholds: '按户计，放大后逐户显示',
        table: '区划',
        columns: { name: '名称', approved: '审核通过', share: 'C、D 占比' },
        up: '返回上一级',
        empty: '下面没有区划，地图上可以逐户查看。',
        noPatches: '这里还没有图斑数据。',
        card: '图斑',
        closeCard: '关闭图斑卡片',
        openRecord: '打开档案',
        noHousehold: '没有关联的户',
        area: (m2: string) => `${m2} m²`,
        ground: (m2: string) => `基底 ${m2} m²`,
    },
};
