// The simulator: the only door of this folder.
export { registerSimCommands } from './cli.ts';
export type { Device, Input, Observation } from './device/device.ts';
export type { DeviceMemory } from './device/memory.ts';
export { FAULT_KINDS } from './faults/catalogue.ts';
export { type Fault, type FaultKind, type PlannedFault, parseFault } from './faults/fault.ts';
export { createFleet, type Fleet, type FleetOptions } from './fleet/fleet.ts';
export { loadVenueFile, type VenueDevice, type VenueFile } from './fleet/venue-file.ts';
export { findModel, KIND_MODELS } from './kinds/catalogue.ts';
export { type AnyKindModel, type Body, defineModel, type KindModel } from './kinds/model.ts';
export type { DeviceLink } from './links/link.ts';
export { createMemoryLink, type MemoryGatewayEnd, type UpMessage } from './links/memory.ts';
export { createMqttLink } from './links/mqtt.ts';
export { findPersona, PERSONAS, type Persona } from './persona/persona.ts';
export { createAlarms, createRealAlarms, createSteadyClock, type Timers } from './runtime/alarms.ts';
export { createDeviceRuntime, type DeviceRuntime, type DeviceRuntimeOptions } from './runtime/device-runtime.ts';
export { createFileMemory, createVolatileMemory, type MemoryStore } from './runtime/memory-store.ts';
