import { testDurability } from './durability.ts';

testDurability('vault');
