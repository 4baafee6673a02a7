/** Devices, as MXNet numbers them. */

/** Where an array lives. `cpu_pinned` is host memory that a GPU can read directly. */
export type DeviceType = 'cpu' | 'gpu' | 'cpu_pinned' | 'cpu_shared';

const CODES: Record<DeviceType, number> = { cpu: 1, gpu: 2, cpu_pinned: 3, cpu_shared: 5 };

/** One device; `mx.Context` in Python. */
export class Device {
  readonly type: DeviceType;
  readonly id: number;

  constructor(type: DeviceType, id = 0) {
    if (!Number.isInteger(id) || id < 0) {
      throw new RangeError(`\`id\` must be a whole number from 0, received ${id}`);
    }
    this.type = type;
    this.id = id;
  }

  /** The number of the device's type in the C API. @internal */
  get code(): number {
    return CODES[this.type];
  }

  equals(other: Device): boolean {
    return this.type === other.type && this.id === other.id;
  }

  /** As MXNet writes it, for example `gpu(0)`. */
  toString(): string {
    return `${this.type}(${this.id})`;
  }

  /** @internal */
  static fromCode(code: number, id: number): Device {
    for (const [type, value] of Object.entries(CODES)) {
      if (value === code) return new Device(type as DeviceType, id);
    }
    throw new RangeError(`MXNet has no device type ${code}`);
  }
}

/** A CPU device. Several ids share the same processor and memory; they exist to test multi-device code. */
export function cpu(id = 0): Device {
  return new Device('cpu', id);
}

/** A CUDA device. */
export function gpu(id = 0): Device {
  return new Device('gpu', id);
}
