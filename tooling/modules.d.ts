// What runs before anything is compiled is plain JavaScript; its tests read it untyped.
declare module '*.mjs';
declare module '*/eslint.config.js';
declare module '*/.dependency-cruiser.cjs';
