// The staff's event stream: it ends with the sign-in of whoever reads it, news or none, and is no use of that sign-in.
import { afterEach, describe, expect, test } from 'vitest';
import { HOUR_MS } from '#protocol';
import { createCommitBell } from '../../gateway/http/commit-bell.ts';
import { createWatchObjects, type WatchObjects } from '../../gateway/operator/watch-objects.ts';
import { type Member, openStaffWorld, type StaffWorld } from './staff-world.ts';

let world: StaffWorld;
afterEach(() => world?.store.close());

/** @returns what the stream says of the next heartbeat; nothing changes ever. */
async function follow(): Promise<{ readonly owner: Member; readonly ben: Member; beat(): Promise<string> }> {
  const still = createWatchObjects({ objects: async () => [] }, createCommitBell(), async () => 'mark');
  const waiting: (() => void)[] = [];
  const next = (): Promise<void> => new Promise((resolve) => void waiting.push(resolve));
  const watch: WatchObjects = { ...still, next };
  world = await openStaffWorld({ watch });
  const owner = await world.setUp();
  const ben = await world.hire(owner, 'staff');
  const stream = (await world.get(ben, '/api/v1/operator/events')).body?.getReader();
  const textOf = async (): Promise<string> => new TextDecoder().decode((await stream?.read())?.value);
  expect(await textOf()).toContain('event: changed');
  async function beat(): Promise<string> {
    // The stream waits for its heartbeat after a rest.
    while (waiting.length === 0) await new Promise((resolve) => setImmediate(resolve));
    waiting.shift()?.();
    return textOf();
  }
  return { owner, ben, beat };
}

describe('a heartbeat', () => {
  test('goes on while the sign-in is good', async () => {
    const { beat } = await follow();
    expect(await beat()).toBe(': nothing new\n\n');
    expect(await beat()).toBe(': nothing new\n\n');
  });

  test('is the last one for whoever has left', async () => {
    const { owner, ben, beat } = await follow();
    expect((await world.act(owner, `/api/v1/operator/staff/${ben.staffId}/leave`)).status).toBe(200);
    expect(await beat()).toBe('');
  });

  test('is the last one for whoever signed out', async () => {
    const { ben, beat } = await follow();
    await world.act(ben, '/api/v1/operator/me/sign-out');
    expect(await beat()).toBe('');
  });

  test('keeps nobody signed in: the page that is left open ends with its time', async () => {
    const { ben, beat } = await follow();
    world.move(8 * HOUR_MS);
    expect(await beat()).toBe(': nothing new\n\n');
    world.move(4 * HOUR_MS);
    expect(await beat()).toBe('');
    expect((await world.get(ben, '/api/v1/operator/me')).status).toBe(401);
  });
});
