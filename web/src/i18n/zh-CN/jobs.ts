export const jobs = {
    queued: '排队中',
    running: '正在运行',
    cancelling: '正在取消',
    count: (done: string, total: string) => `已完成 ${done} / ${total}`,
    cancel: '取消运行',
};
