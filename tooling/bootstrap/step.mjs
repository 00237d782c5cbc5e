import { spawn } from 'node:child_process';
import { toFailure } from './diagnose.mjs';
import { say } from './failure.mjs';

const keptCharacters = 100_000;

/** Shows that something is going on: a counter on a terminal, a line now and then in a log. */
function startProgress(label) {
  const from = Date.now();
  const seconds = () => (Date.now() - from) / 1000;
  const terminal = process.stderr.isTTY === true;
  const tick = () => (terminal ? process.stderr.write(`\r· ${label} … ${seconds().toFixed(0)} s`) : say(`  still ${label}, ${seconds().toFixed(0)} s`));
  const timer = setInterval(tick, terminal ? 1000 : 10_000);
  if (terminal) process.stderr.write(`· ${label} …`);
  else say(`· ${label}`);
  return (outcome) => {
    clearInterval(timer);
    say(terminal ? `\r· ${label}: ${outcome} in ${seconds().toFixed(1)} s` : `  ${outcome} in ${seconds().toFixed(1)} s`);
  };
}

function collect(child) {
  return new Promise((resolve) => {
    let output = '';
    const add = (text) => {
      output = (output + text).slice(-keptCharacters);
    };
    child.stdout.setEncoding('utf8').on('data', add);
    child.stderr.setEncoding('utf8').on('data', add);
    child.on('error', (error) => resolve({ done: false, output: `${output}${error.message}` }));
    child.on('close', (code, signal) => resolve({ done: code === 0, output: signal ? `${output}\nended by ${signal}` : output }));
  });
}

/** Runs an installer quietly; what it printed is shown only when it fails. Throws a `Failure`. */
export async function step({ label, command, args, cwd, env, root, onStart }) {
  const finish = startProgress(label);
  // npm is a script on Windows, and only a shell runs scripts there.
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' && command === 'npm' });
  if (child.pid) onStart(child.pid);
  const { done, output } = await collect(child);
  finish(done ? 'done' : 'failed');
  if (!done) throw toFailure(label, output, root);
}
