import { testDurability } from './durability.ts';

testDurability('acl');
