import { type Kernel } from '@smyth/kernel';
import { bootForTest } from '@smyth/kernel/testing';
import { createInference } from '@smyth/models';
import { echoLlm, llmSubsystem, logPort, scriptedLlm, storageSubsystem, memoryStorage, homePort } from '@smyth/subsystems';
import { createSdk, type Sdk } from '../src/index.ts';

interface ScriptTurn {
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: unknown }[];
}

/** An SDK on a kernel in memory whose model plays a script; without one it echoes. `said` are the lines of its log. */
export async function scriptedSdk(script?: readonly ScriptTurn[]): Promise<{ sdk: Sdk; kernel: Kernel; said: string[]; advance: (ms: number) => Promise<void> }> {
  const said: string[] = [];
  const log = { ...logPort.embedded, subsystem: 'log', id: 'Recorded', settings: {}, start: () => ({ log: ({ message }: { message: string }) => void said.push(message) }) };
  const entry = script === undefined ? echoLlm() : scriptedLlm({ script: script as never });
  const { kernel, clock } = await bootForTest({ subsystems: [homePort, llmSubsystem, logPort, storageSubsystem], entry, use: [{ connector: log as never }, memoryStorage()] });
  const inference = createInference({ connectors: kernel.connectors, offline: false, onFallbackOffline: () => undefined });
  return { sdk: createSdk(() => Promise.resolve({ kernel, inference })), kernel, said, advance: clock.advance };
}
