export const worklist = {
    address: (text: string) => `登记地址 ${text}`,
    fullRecord: '看全档',
    more: '再取一页',
    previous: '上一户',
    next: '下一户',
    undo: '撤销',
    sending: '正在提交…',
    undone: (label: string) => `已撤销：${label}`,
};
