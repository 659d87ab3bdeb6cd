import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Account {
    account: string;
    password: string;
    title: string;
}

/** The real program on a data folder of its own, with the sample county in it. */
export class TubanServer {
    readonly data = mkdtempSync(join(tmpdir(), 'tuban-e2e-'));
    readonly accounts: Account[];
    url = '';
    private process: ChildProcess | undefined;
    private readonly program: string;

    constructor() {
        const program = process.env.TUBAN_PROGRAM;
        if (!program) throw new Error('TUBAN_PROGRAM names no program');
        this.program = program;
        execFileSync(program, ['sample', '--data', this.data], { stdio: 'pipe' });
        this.accounts = JSON.parse(readFileSync(join(this.data, 'sample-accounts.json'), 'utf8')) as Account[];
    }

    /** Any other verb beside the running server. */
    run(...words: string[]): void {
        execFileSync(this.program, [...words, '--data', this.data], { stdio: 'pipe' });
    }

    account(title: string): Account {
        const found = this.accounts.find((account) => account.title.includes(title));
        if (!found) throw new Error(`no account ${title}`);
        return found;
    }

    /** Serves on a port that the system chooses, or again on the one that it had. */
    async start(): Promise<void> {
        const port = this.url ? new URL(this.url).port : '0';
        const child = spawn(
            this.program,
            ['serve', '--data', this.data, '--listen', `127.0.0.1:${port}`, '--web', 'dist'],
            { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        this.process = child;
        this.url = await new Promise<string>((resolve, reject) => {
            let printed = '';
            child.stdout.on('data', (chunk: Buffer) => {
                printed += chunk.toString();
                const address = /http:\/\/[0-9.]+:\d+/.exec(printed);
                if (address) resolve(address[0]);
            });
            child.once('exit', (code) => reject(new Error(`server ended with ${code}`)));
        });
    }

    /** As a power cut would: no time to finish anything. */
    async kill(): Promise<void> {
        const child = this.process;
        if (!child || child.exitCode !== null) return;
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGKILL');
        await ended;
    }

    async remove(): Promise<void> {
        await this.kill();
        rmSync(this.data, { recursive: true, force: true });
    }
}
