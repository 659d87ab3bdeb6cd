export const problem = {
    unreachable: '连不上服务器。请检查网络，稍后重试。',
    unreadable: '服务器的回答无法读取。请稍后重试。',
    unexpected: '页面出错。请刷新后重试；仍不行时，请告诉上级管理员。',
    requestId: (id: string) => `编号 ${id}`,
};
