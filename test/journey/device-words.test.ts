// A device's signed words count for exactly what they name: the bytes of a command, the lines of a ticket.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hashOfMessage, MESSAGE_TYPES } from '#protocol';
import { expectBooksHold } from '../support/books.ts';
import { type House, openHouse } from '../support/one-process.ts';
import { createPerson, must, type Person } from '../support/person.ts';

const NOODLES_MINOR = 3_800;
const OPEN_MINOR = 200;
const TWO_NOODLES = [{ itemId: 'beef-noodles', quantity: 2 }];

let house: House;
let ada: Person;
let sessionId: string;

beforeEach(async () => {
  house = await openHouse({ objects: ['table-7'] });
  ada = await createPerson(house, 'ada');
  sessionId = must(await ada.start('table-7')).sessionId;
  await house.pass(2_000);
  expect((await ada.read(sessionId)).state).toBe('active');
});
afterEach(async () => house.close());

const table = () => house.device('table-7');

/** The order's command as it stands in the database, with the hash of the bytes that were sent. */
async function orderCommand() {
  const { commands = [], orders = [], journal = [] } = (await house.store.dossier(sessionId)) ?? {};
  const command = commands.find(({ intent }) => intent.act === 'order');
  const [order] = orders;
  const started = journal[0]?.entry;
  if (!command?.composed || !order || !started) throw new Error('no order was sent');
  return { command, order, started, boot: command.composed.boot };
}

async function pay() {
  must(await ada.stop(sessionId));
  await house.pass(3_000);
  await expectBooksHold(house, [ada]);
  return ada.receipt(sessionId);
}

describe('a result', () => {
  test('that cites other bytes than were sent is set aside (FP-10)', async () => {
    table().lose({ up: ({ topic }) => topic.includes('/up/res/') || topic.endsWith('/up/ses') });
    must(await ada.order(sessionId, TWO_NOODLES));
    await house.settle();
    const { command, boot } = await orderCommand();
    const forged = {
      ...{ v: 1, sub: 'demo/table-7', boot, seq: 900, upMs: 2_000, cid: command.commandId, ses: sessionId },
      ...{ cmdHash: hashOfMessage('garbled on the way'), status: 'rejected', code: 'BAD_SIG', ran: false },
    };
    const leaf = { leaf: 'result', gateway: 'gw-test', commandId: command.commandId } as const;
    table().say(leaf, await table().sign(MESSAGE_TYPES.result, forged));
    await house.settle();
    expect(house.metrics['device_messages_quarantined:result-of-other-bytes']).toBe(1);
    expect((await house.store.command(command.commandId))?.state).toBe('composed');
    expect((await ada.read(sessionId)).orders).toMatchObject([{ state: 'sent' }]);
  });

  test('`failed` that may have run leaves the order to its ticket', async () => {
    let ticketKept = true;
    table().lose({
      up: ({ topic, body }) => topic.includes('/up/res/') || (ticketKept && topic.endsWith('/up/ses') && 'ticket' in body),
    });
    must(await ada.order(sessionId, TWO_NOODLES));
    await house.settle();
    const { command, boot } = await orderCommand();
    const answered = table()
      .runtime.peek()
      ?.flash.answers.find(({ cid }) => cid === command.commandId);
    const { cmdHash } = JSON.parse(answered?.body ?? '{}') as { cmdHash: string };
    const uncertain = {
      ...{ v: 1, sub: 'demo/table-7', boot, seq: 901, upMs: 2_000, cid: command.commandId, ses: sessionId },
      ...{ cmdHash, status: 'failed', code: 'HW_FAULT', ran: true },
    };
    const leaf = { leaf: 'result', gateway: 'gw-test', commandId: command.commandId } as const;
    table().say(leaf, await table().sign(MESSAGE_TYPES.result, uncertain));
    await house.settle();
    expect((await house.store.command(command.commandId))?.outcome).toMatchObject({ status: 'failed', ran: true });
    expect((await ada.read(sessionId)).orders).toMatchObject([{ state: 'sent' }]);
    ticketKept = false;
    table().wire.disconnect();
    table().wire.reconnect();
    await house.pass(2_000);
    expect((await ada.read(sessionId)).orders).toMatchObject([{ state: 'printed' }]);
    expect(await pay()).toMatchObject({ totalMinor: OPEN_MINOR + 2 * NOODLES_MINOR });
  });
});

describe('a ticket', () => {
  test('with other lines than were ordered puts nothing on the bill (FP-24)', async () => {
    table().lose({ up: ({ topic, body }) => topic.endsWith('/up/ses') && 'ticket' in body });
    must(await ada.order(sessionId, TWO_NOODLES));
    await house.settle();
    const { order, started } = await orderCommand();
    const lines = [{ item: 'beef-noodles', name: 'Beef noodles', qty: 1 }];
    const entry = {
      ...started,
      n: 1,
      seq: 902,
      ev: 'updated',
      trigger: 'ticket_printed',
      ticket: { order: order.orderId, lines },
    };
    table().say({ leaf: 'journal' }, await table().sign(MESSAGE_TYPES.journal, entry));
    await house.settle();
    expect((await ada.read(sessionId)).orders).toMatchObject([{ state: 'sent' }]);
    const receipt = await pay();
    expect(receipt.totalMinor).toBe(OPEN_MINOR);
    expect(receipt.proof.deviceTickets).toEqual([]);
  });
});
