import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Sample } from './measure.ts';

export interface Child {
  /** Asks for one batch. */
  ask(request: object): Promise<Sample>;
  stop(): void;
}

const reply = (child: ChildProcess): Promise<never> =>
  new Promise((resolve, reject) => {
    const settle = (): void => {
      child.off('message', onMessage).off('exit', onExit);
    };
    const onMessage = (message: { error?: string }): void => {
      settle();
      if (message.error === undefined) resolve(message as never);
      else reject(new Error(message.error));
    };
    const onExit = (code: number | null): void => {
      settle();
      reject(new Error(`the process ended with code ${code}`));
    };
    child.on('message', onMessage).on('exit', onExit);
  });

/** Starts a file of this folder as a process of its own and waits for its first message. No key and no setting of the caller reaches it. */
export async function startChild<First>(file: string, args: readonly string[] = [], flags: readonly string[] = []): Promise<Child & { readonly first: First }> {
  const { PATH } = process.env;
  const child = fork(join(import.meta.dirname, file), [...args], { env: { PATH, OPENAI_API_KEY: 'test-key', MASTRA_TELEMETRY_DISABLED: '1' }, execArgv: [...flags, '--disable-warning=ExperimentalWarning'] });
  const first: First = await reply(child);
  return {
    first,
    ask: (request) => {
      const answer = reply(child);
      child.send(request);
      return answer;
    },
    stop: () => child.kill(),
  };
}

/** In the child: answers each request with what `serve` makes of it. */
export function answerParent(serve: (request: never) => Promise<object>): void {
  const send = (message: object): void => void process.send?.(message);
  process.on('message', (request: unknown) => {
    serve(request as never).then(send, (error: unknown) => send({ error: String(error) }));
  });
}
