/** What a shared library says of itself: the few fields of an ELF file that decide whether it can be opened. */

import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** What the header of an ELF file tells. */
export interface ElfHead {
  /** The processor it was built for, for example `x86-64`. */
  machine: string;
  /** Whether it is a shared library. */
  isShared: boolean;
  /** Whether the file ends before its own contents do: a broken download or copy. */
  truncated: boolean;
}

/** An ELF file, read without opening it as a library. */
export interface ElfFile extends ElfHead {
  /** The name by which others ask for it. */
  soname: string | undefined;
  /** The libraries it asks for. */
  needed: string[];
  /** Where those are looked for before `LD_LIBRARY_PATH`; for everything below it too. */
  rpath: string[];
  /** Where those are looked for after `LD_LIBRARY_PATH`. */
  runpath: string[];
}

const MACHINES: Readonly<Record<number, string>> = {
  3: 'x86',
  8: 'MIPS',
  20: 'PowerPC',
  21: 'ppc64',
  22: 's390x',
  40: 'ARM',
  62: 'x86-64',
  183: 'ARM64',
  243: 'RISC-V',
  258: 'LoongArch',
};

/** Node's names of the same processors. */
const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'x86-64',
  ia32: 'x86',
  arm64: 'ARM64',
  arm: 'ARM',
  ppc64: 'ppc64',
  s390x: 's390x',
  riscv64: 'RISC-V',
  loong64: 'LoongArch',
};

/** The processor that libraries for this process must be built for. */
export const OWN_MACHINE: string = ARCHITECTURES[process.arch] ?? process.arch;

const HEADER_SIZE = 64;
const TEXT_PIECE = 256;
const SEGMENT_SIZE = 56;
const SHARED = 3;
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DYNAMIC_SIZE = 16;
const DT = { needed: 1, strings: 5, stringsSize: 10, soname: 14, rpath: 15, runpath: 29 } as const;

interface Segment {
  type: number;
  offset: number;
  address: number;
  size: number;
}

/**
 * Reads an ELF file's header and its list of needed libraries. Only 64-bit little-endian files are read to the end;
 * others say their machine.
 *
 * @returns `undefined` when the file is no ELF file
 */
export function readElf(path: string): ElfFile | undefined {
  return reading(path, (reader) => reader.read());
}

/**
 * {@link readElf} for what must be known before a library is opened, which waits for it.
 *
 * @returns `undefined` when the file is no ELF file
 */
export function readElfHead(path: string): ElfHead | undefined {
  return reading(path, (reader) => reader.head());
}

function reading<Result>(path: string, read: (reader: ElfReader) => Result): Result {
  const file = openSync(path, 'r');
  try {
    return read(new ElfReader(file));
  } finally {
    closeSync(file);
  }
}

class ElfReader {
  readonly #file: number;
  readonly #size: number;
  /** None before the header has been read, nor in files of other kinds. */
  #loaded: readonly Segment[] = [];

  constructor(file: number) {
    this.#file = file;
    this.#size = fstatSync(file).size;
  }

  head(): ElfHead | undefined {
    const header = this.#bytes(0, HEADER_SIZE);
    if (header.subarray(0, 4).toString('latin1') !== '\u007fELF') return undefined;
    const is64 = header[4] === 2;
    const isLittle = header[5] === 1;
    const number = isLittle ? header.readUInt16LE(18) : header.readUInt16BE(18);
    const truncated = this.#size < HEADER_SIZE;
    if (is64 && isLittle && !truncated) this.#loaded = this.#segments(header);
    return {
      machine: MACHINES[number] ?? `machine ${number}`,
      isShared: (isLittle ? header.readUInt16LE(16) : header.readUInt16BE(16)) === SHARED,
      truncated: truncated || this.#loaded.some(({ offset, size }) => offset + size > this.#size),
    };
  }

  read(): ElfFile | undefined {
    const head = this.head();
    if (head === undefined) return undefined;
    const elf: ElfFile = { ...head, soname: undefined, needed: [], rpath: [], runpath: [] };
    if (!elf.truncated) this.#readDynamic(this.#loaded, elf);
    return elf;
  }

  #segments(header: Buffer): Segment[] {
    const offset = Number(header.readBigUInt64LE(32));
    const count = header.readUInt16LE(56);
    const table = this.#bytes(offset, count * SEGMENT_SIZE);
    // A missing table counts as a segment behind the end.
    if (offset + table.length > this.#size) {
      return [{ type: PT_LOAD, offset, address: 0, size: table.length }];
    }
    return Array.from({ length: count }, (_, i) => {
      const at = i * SEGMENT_SIZE;
      return {
        type: table.readUInt32LE(at),
        offset: Number(table.readBigUInt64LE(at + 8)),
        address: Number(table.readBigUInt64LE(at + 16)),
        size: Number(table.readBigUInt64LE(at + 32)),
      };
    });
  }

  #readDynamic(segments: readonly Segment[], elf: ElfFile): void {
    const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
    if (dynamic === undefined) return;
    const entries = this.#dynamicEntries(dynamic);
    const value = (tag: number) => entries.find(([t]) => t === tag)?.[1] ?? 0;
    const strings = fileOffset(segments, value(DT.strings));
    const text = (at: number) => this.#text(strings + at, strings + value(DT.stringsSize));
    for (const [tag, at] of entries) {
      if (tag === DT.needed) elf.needed.push(text(at));
      else if (tag === DT.soname) elf.soname = text(at);
      else if (tag === DT.rpath) elf.rpath.push(...text(at).split(':'));
      else if (tag === DT.runpath) elf.runpath.push(...text(at).split(':'));
    }
  }

  #dynamicEntries(dynamic: Segment): [tag: number, value: number][] {
    const table = this.#bytes(dynamic.offset, dynamic.size);
    const entries: [tag: number, value: number][] = [];
    for (let at = 0; at + DYNAMIC_SIZE <= table.length; at += DYNAMIC_SIZE) {
      const tag = Number(table.readBigInt64LE(at));
      if (tag === 0) break;
      entries.push([tag, Number(table.readBigUInt64LE(at + 8))]);
    }
    return entries;
  }

  /** A text that a zero ends. The table that it lies in has megabytes; only a few of its texts are wanted. */
  #text(offset: number, end: number): string {
    const parts: Buffer[] = [];
    for (let at = offset; at < end; at += TEXT_PIECE) {
      const piece = this.#bytes(at, Math.min(TEXT_PIECE, end - at));
      const zero = piece.indexOf(0);
      parts.push(zero < 0 ? piece : piece.subarray(0, zero));
      if (zero >= 0) break;
    }
    return Buffer.concat(parts).toString('utf8');
  }

  /** Bytes of the file; zeros behind its end. */
  #bytes(offset: number, size: number): Buffer {
    const buffer = Buffer.alloc(size);
    readSync(this.#file, buffer, 0, size, offset);
    return buffer;
  }
}

/** Addresses in the dynamic table speak of memory; the loaded segments say where that lies in the file. */
function fileOffset(segments: readonly Segment[], address: number): number {
  const segment = segments.find(
    (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.size,
  );
  return segment === undefined ? address : segment.offset + (address - segment.address);
}
