export { createFakeClock, type FakeClock } from './fake-clock.ts';
export { createFakeIds } from './fake-ids.ts';
export { altered, type Deviations, judge, type Law, type OpenWorld, toothless, type Verdict, type World } from './law.ts';
export { bootForTest, guardedWorld, rawWorld, type WorldOptions } from './worlds.ts';
