/* tslint:disable */
/* eslint-disable */

/**
 * A hash of a content that comes in parts.
 */
export class ContentHash {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The hash; afterwards it takes no more.
     */
    finish(): Uint8Array;
    /**
     * Takes more bytes.
     */
    update(bytes: Uint8Array | number[]): void;
}

/**
 * A key file that was opened, with the certificate of its key.
 */
export class KeyFile {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * From when the certificate holds, in seconds since the Unix epoch.
     */
    from(): number;
    /**
     * A hash for contents that this key signs.
     */
    hash(): ContentHash;
    /**
     * The name of the holder.
     */
    name(): string;
    /**
     * Opens a key file by its password. `certificate` is that of the key, where the file has none; otherwise it is empty. An error is
     * one of the words `format`, `password`, `no-key`, `algorithm`, `certificate`, `no-certificate`.
     */
    constructor(bytes: Uint8Array | number[], password: string, certificate: Uint8Array | number[]);
    /**
     * The organisation of the holder.
     */
    organisation(): string;
    /**
     * Signs a content by its hash: a detached signature (CAdES BES) in DER. `now` is in seconds since the Unix epoch, `random` 32 bytes
     * from `crypto.getRandomValues`.
     */
    sign(digest: Uint8Array | number[], now: number, random: Uint8Array | number[]): Uint8Array;
    /**
     * Until when the certificate holds, in seconds since the Unix epoch.
     */
    until(): number;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_contenthash_free: (a: number, b: number) => void;
    readonly __wbg_keyfile_free: (a: number, b: number) => void;
    readonly contenthash_finish: (a: number) => [number, number];
    readonly contenthash_update: (a: number, b: number, c: number) => void;
    readonly keyfile_from: (a: number) => number;
    readonly keyfile_hash: (a: number) => number;
    readonly keyfile_name: (a: number) => [number, number];
    readonly keyfile_open: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number];
    readonly keyfile_organisation: (a: number) => [number, number];
    readonly keyfile_sign: (a: number, b: number, c: number, d: number, e: number, f: number) => [number, number, number, number];
    readonly keyfile_until: (a: number) => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
