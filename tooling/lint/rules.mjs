import { restrictions } from './restrictions.mjs';

const bare = (specifier) => specifier.replace(/^node:/, '');

/** Built-in modules can be named with and without `node:`. */
function namesModule(pattern, specifier) {
  if (pattern === 'node:*') return specifier.startsWith('node:');
  return bare(pattern) === bare(specifier);
}

/** A use of a global, not of a local that happens to have its name. */
function* globalReferences(sourceCode) {
  const [scope] = sourceCode.scopeManager.scopes;
  yield* scope.through;
  for (const variable of scope.variables) if (variable.defs.length === 0) yield* variable.references;
}

const memberName = ({ property, computed }) => (computed ? property.value : property.name);

/** `Date.now`, `globalThis.fetch`, `new Date` (without arguments: the present) or plain `fetch`. */
function spell(identifier) {
  const { parent } = identifier;
  if (parent.type === 'MemberExpression' && parent.object === identifier) {
    return identifier.name === 'globalThis' ? [memberName(parent)] : [`${identifier.name}.${memberName(parent)}`, identifier.name];
  }
  if (parent.type === 'NewExpression' && parent.callee === identifier && parent.arguments.length === 0) return [`new ${identifier.name}`, identifier.name];
  return [identifier.name];
}

/** Types name globals without reaching them: `Date`, `typeof fetch`, `typeof globalThis.fetch`. */
function isTypeOnly({ identifier, isTypeReference, isValueReference }) {
  return (isTypeReference && !isValueReference) || /^TS(TypeQuery|QualifiedName)$/.test(identifier.parent.type);
}

function restrict({ message, globals = [], members = [], modules = [], imports = {} }) {
  const forbidden = new Set([...globals, ...members]);
  return {
    meta: { type: 'problem', schema: [], messages: { forbidden: `{{what}}: ${message}` } },
    create(context) {
      const report = (node, what) => context.report({ node, messageId: 'forbidden', data: { what } });
      const checkSource = ({ source }) => {
        if (source?.value !== undefined && modules.some((pattern) => namesModule(pattern, String(source.value)))) report(source, source.value);
      };
      return {
        ImportDeclaration(node) {
          if (node.importKind === 'type') return;
          checkSource(node);
          const names = Object.entries(imports).find(([module]) => namesModule(module, node.source.value))?.[1] ?? [];
          for (const part of node.specifiers) {
            const name = part.type === 'ImportDefaultSpecifier' ? 'default' : part.imported?.name;
            if (names.includes(name)) report(part, name);
          }
        },
        ImportExpression: checkSource,
        ExportNamedDeclaration: checkSource,
        ExportAllDeclaration: checkSource,
        'Program:exit'() {
          for (const reference of globalReferences(context.sourceCode)) {
            if (isTypeOnly(reference)) continue;
            const what = spell(reference.identifier).find((name) => forbidden.has(name));
            if (what) report(reference.identifier, what);
          }
        },
      };
    },
  };
}

const moduleState = {
  meta: { type: 'problem', schema: [], messages: { state: 'Modules hold no mutable state: keep it in what a function creates, so that two runtimes share nothing.' } },
  create: (context) => ({
    VariableDeclaration(node) {
      const top = node.parent.type === 'ExportNamedDeclaration' ? node.parent.parent : node.parent;
      if (top.type === 'Program' && node.kind !== 'const' && !node.declare) context.report({ node, messageId: 'state' });
    },
  }),
};

const erasable = {
  meta: { type: 'problem', schema: [], messages: { enum: 'Use a union of string literals.', namespace: 'Use a module.' } },
  create: (context) => ({
    TSEnumDeclaration: (node) => context.report({ node, messageId: 'enum' }),
    TSModuleDeclaration(node) {
      // `declare module` and `declare global` fill type maps; they leave nothing behind.
      if (node.kind === 'namespace') context.report({ node, messageId: 'namespace' });
    },
  }),
};

// A comment that disables every rule disables this one too: the structure rules look for those.
const reasonedDisable = {
  meta: { type: 'problem', schema: [], messages: { reason: 'Say why: "eslint-disable-next-line <rule> -- <reason>".' } },
  create: (context) => ({
    Program() {
      for (const comment of context.sourceCode.getAllComments()) {
        const isDirective = /^\s*eslint-disable(-next-line|-line)?(\s|$)/.test(comment.value);
        if (isDirective && !/\s--\s+\S/.test(comment.value)) context.report({ loc: comment.loc, messageId: 'reason' });
      }
    },
  }),
};

export const plugin = {
  rules: {
    ...Object.fromEntries(restrictions.map((row) => [row.name, restrict(row)])),
    'no-module-state': moduleState,
    'erasable-only': erasable,
    'reasoned-disable': reasonedDisable,
  },
};
