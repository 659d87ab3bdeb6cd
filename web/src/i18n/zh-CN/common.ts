import type { Grade, Housing, PatchState, ReturnReason, Role, Status } from '@/api/types';

const status: Record<Status, string> = {
    not_started: '未录入',
    draft: '已录入',
    submitted: '待审核',
    approved: '审核通过',
    returned: '退回补正',
};

const grade: Record<Grade, string> = {
    '': '未评定',
    A: '未发现隐患',
    B: '未发现隐患',
    C: '一定隐患',
    D: '严重隐患',
};

const patchState: Record<PatchState, string> = {
    unlinked: '未关联',
    linked: '已关联',
    not_found: '未发现图斑',
};

const housing: Record<Housing, string> = {
    '': '未填',
    own_rural: '自有农村住房',
    other_safe: '其他安全住房',
    deceased: '死亡销户',
};

const reason: Record<ReturnReason, string> = {
    incomplete_material: '资料不全',
    wrong_information: '信息有误',
    photo_unqualified: '照片不合格',
    footprint_mismatch: '图斑不符',
    grade_unsupported: '等级依据不足',
    other: '其他',
};

const role: Record<Role, string> = {
    collector: '信息采集员',
    reviewer: '信息审核员',
    supervisor: '督导',
    administrator: '系统管理员',
};

/** Sections of the lookback form, in its order. */
const section: Record<string, string> = {
    household: '① 农户',
    house: '② 房屋',
    hazards: '③ 灾害与改扩建',
    safety: '④ 安全',
    photos: '⑤ 照片',
};

export const common = {
    product: '图斑',
    status,
    grade,
    gradeNone: '无',
    patchState,
    housing,
    reason,
    role,
    section,
    total: '合计',
    all: '全部',
    retry: '重试',
    cancel: '取消',
    close: '关闭',
    back: '返回',
    loading: '正在加载',
    updating: '更新中',
    none: '无',
    households: (n: string) => `${n} 户`,
    warning: '提醒',
};
