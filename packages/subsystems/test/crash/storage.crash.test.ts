import { testDurability } from './durability.ts';

testDurability('storage');
