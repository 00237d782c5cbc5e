import { readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { toFailure } from './diagnose.mjs';
import { say } from './failure.mjs';

const silentMs = 60_000;

/** Where process 1 is no init, as in many containers, nobody collects the dead: they still have a pid. */
function isZombie(pid) {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readHolder(file) {
  try {
    return { pids: readFileSync(file, 'utf8').split(' ').map(Number).filter(Boolean), silentForMs: Date.now() - statSync(file).mtimeMs };
  } catch {
    return undefined; // released meanwhile
  }
}

/** An installer outlives a killed bootstrap, so both must be gone. Silence covers a pid that now belongs to another program. */
function isAbandoned({ pids, silentForMs }) {
  if (silentForMs > silentMs) return true;
  return pids.length > 0 ? !pids.some(isAlive) : silentForMs > 2000;
}

function claim(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw toFailure('locking the checkout', error.message, file.slice(0, file.lastIndexOf('tooling') - 1));
  }
}

async function acquire(file) {
  for (let told = false; ; await sleep(200)) {
    if (claim(file)) {
      // Another waiter may have judged the former holder dead just before, and remove what it takes for the old lock.
      await sleep(50);
      if (readHolder(file)?.pids[0] === process.pid) return;
      continue;
    }
    const holder = readHolder(file);
    if (!holder) continue;
    if (isAbandoned(holder)) rmSync(file, { force: true });
    else if (!told) {
      say(`waiting for another first run (process ${holder.pids.join(', ')})`);
      told = true;
    }
  }
}

/** One preparation at a time: two first runs in one checkout would delete each other's files. `work` is given a way to name its children. */
export async function withLock(file, work) {
  await acquire(file);
  const release = () => rmSync(file, { force: true });
  const pulse = setInterval(() => utimesSync(file, new Date(), new Date()), 5000);
  process.on('exit', release);
  try {
    return await work((childPid) => writeFileSync(file, `${process.pid} ${childPid}`));
  } finally {
    clearInterval(pulse);
    process.off('exit', release);
    release();
  }
}
