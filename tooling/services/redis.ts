import { connect } from 'node:net';
import type { Service } from './service.ts';

function ping(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.setTimeout(1000, () => socket.destroy(new Error('no answer within a second')));
    socket.on('error', reject);
    socket.on('connect', () => socket.write('PING\r\n'));
    socket.on('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().startsWith('+PONG'));
    });
  });
}

/** Keeps nothing on disk. */
export const redis: Service = {
  command: 'redis-server',
  debianPackage: 'redis-server',
  args: ({ port, folder }) => ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
  environment: ({ port }) => ({ SMYTH_TEST_REDIS_URL: `redis://127.0.0.1:${port}` }),
  isReady: ({ port }) => ping(port),
};
