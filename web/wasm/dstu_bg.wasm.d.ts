/* tslint:disable */
/* eslint-disable */
export const memory: WebAssembly.Memory;
export const __wbg_contenthash_free: (a: number, b: number) => void;
export const __wbg_keyfile_free: (a: number, b: number) => void;
export const contenthash_finish: (a: number) => [number, number];
export const contenthash_update: (a: number, b: number, c: number) => void;
export const keyfile_from: (a: number) => number;
export const keyfile_hash: (a: number) => number;
export const keyfile_name: (a: number) => [number, number];
export const keyfile_open: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number];
export const keyfile_organisation: (a: number) => [number, number];
export const keyfile_sign: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number, number];
export const keyfile_until: (a: number) => number;
export const __wbindgen_externrefs: WebAssembly.Table;
export const __wbindgen_free: (a: number, b: number, c: number) => void;
export const __wbindgen_malloc: (a: number, b: number) => number;
export const __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
export const __externref_table_dealloc: (a: number) => void;
export const __wbindgen_start: () => void;
