// Memory store: where a simulated device's flash and body lie between two lives of the process.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceMemory } from '../device/memory.ts';

/** Synchronous, because the device must have written before it acts. */
export type MemoryStore = { load(): DeviceMemory | null; save(memory: DeviceMemory): void };

/** Memory that a simulated power cut spares, and the end of the process does not. */
export function createVolatileMemory(initial: DeviceMemory | null = null): MemoryStore {
  let kept = initial;
  return {
    load: () => kept,
    save(memory) {
      kept = memory;
    },
  };
}

function parseMemory(text: string): DeviceMemory | null {
  try {
    const memory = JSON.parse(text) as DeviceMemory;
    return memory.flash?.v === 1 ? memory : null;
  } catch {
    return null;
  }
}

/**
 * One JSON file per device, replaced whole. A file that cannot be read is a lost memory: the device boots with
 * amnesia instead of guessing (FP-17). Not flushed to disk: it survives a killed process, which is what it is for.
 */
export function createFileMemory(folder: string, device: string, kind: string): MemoryStore {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${device}.json`);
  return {
    load() {
      let text: string;
      try {
        text = readFileSync(path, 'utf8');
      } catch {
        return null;
      }
      const memory = parseMemory(text);
      return memory?.kind === kind ? memory : null;
    },
    save(memory) {
      writeFileSync(`${path}.new`, JSON.stringify(memory));
      renameSync(`${path}.new`, path);
    },
  };
}
