import { testDurability } from './durability.ts';

testDurability('nkv');
