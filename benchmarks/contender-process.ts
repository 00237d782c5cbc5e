// `contender-process.ts <contender> <url>`: does batches of turns or streams when asked, and says what each operation took.
import { answerParent } from './child.ts';
import { answer, type Contender, longAnswer, type OpenContender } from './contender.ts';
import { timed } from './measure.ts';

const [name = '', url = ''] = process.argv.slice(2);
const expected = { turn: answer, stream: longAnswer };

export interface Batch {
  readonly kind: keyof Contender;
  readonly operations: number;
}

async function serve({ kind, operations }: Batch): Promise<object> {
  const work = contender[kind];
  if (work === undefined) throw new Error(`${name} has no ${kind}`);
  return timed(operations, async () => {
    for (let i = 0; i < operations; i++) {
      const text = await work();
      if (text !== expected[kind]) throw new Error(`${name} answered ${JSON.stringify(text.slice(0, 200))}`);
    }
  });
}

let contender: Contender = {};
try {
  const { open } = (await import(`./contenders/${name}.ts`)) as { open: OpenContender };
  contender = await open(url);
  answerParent(serve);
  process.send?.({});
} catch (error) {
  process.send?.({ error: String(error) });
}
