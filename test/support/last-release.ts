// A database as the release before wallets elsewhere left it: its three migrations, and rows in every state that it knew.
import { readFileSync } from 'node:fs';
import { sha256 } from '#protocol';
import type { Connection } from '../../gateway/storage/sqlite/connection.ts';

const FOLDER = new URL('../../gateway/storage/migrations/sqlite/', import.meta.url);
const MIGRATIONS = ['0001-venues.sql', '0002-sessions.sql', '0003-ledger.sql'] as const;

/** Word for word as that release froze it. */
export const OLD_TARIFF =
  '{"baseMinor":300,"capMinor":5900,"currency":"CNY","freeMs":60000,"holdMinor":6000,' +
  '"items":[{"amountMinor":1200,"itemId":"itm_tea","name":{"en":"Tea"}}],"name":"pod-by-the-minute",' +
  '"steps":[{"amountMinor":100,"per":60000,"quantity":"useMs"}],"taxPermille":60}';

/** Session `ses_<state>` on an object and device of its own, with 60.00 held; the last two are both closed. */
export const OLD_SESSIONS = ['starting', 'active', 'stopping', 'settling', 'captured', 'voided'] as const;

const VENUE = `
  INSERT INTO tenants (tenant_id) VALUES ('tnt_1');
  INSERT INTO venues (venue_id, tenant_id, name, zone, currency) VALUES ('ven_1', 'tnt_1', 'Pudong', 'Asia/Shanghai', 'CNY');
  INSERT INTO places (place_id, tenant_id, venue_id, name) VALUES ('plc_1', 'tnt_1', 'ven_1', 'Hall A');
  INSERT INTO tariffs (tariff_id, tenant_id, tariff_version, tariff_hash) SELECT 'trf_1', 'tnt_1', 1, tariff_hash FROM tariff_texts;
  INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
    VALUES ('tra_topup', 'topup:1', 'top-up', 'tnt_1', NULL, 'CNY', 1);
  INSERT INTO postings (transfer_id, leg, account, delta_minor)
    VALUES ('tra_topup', 0, 'clearing:CNY', -100000), ('tra_topup', 1, 'available:per_1', 100000);
  INSERT INTO wallet_balances (account, currency, balance_minor)
    VALUES ('available:per_1', 'CNY', 75500), ('held:per_1', 'CNY', 24000);`;

function sessionRows(name: (typeof OLD_SESSIONS)[number], at: number): string {
  const isOver = name === 'captured' || name === 'voided';
  const state = isOver ? 'closed' : name;
  const finalMinor = name === 'captured' ? 500 : 0;
  const end = isOver ? `'stopped', ${90_000 + at}, ${finalMinor}, 'rcp_${name}'` : 'NULL, NULL, NULL, NULL';
  const capture = `
    INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
      VALUES ('tra_over_${name}', 'ses_${name}:hld_${name}:${finalMinor > 0 ? 'capture' : 'void'}', '${finalMinor > 0 ? 'capture' : 'void'}',
        'tnt_1', 'ses_${name}', 'CNY', ${90_000 + at});
    INSERT INTO postings (transfer_id, leg, account, delta_minor)
      VALUES ('tra_over_${name}', 0, 'held:per_1', -6000), ('tra_over_${name}', 1, 'payable:ven_1', ${finalMinor}),
        ('tra_over_${name}', 2, 'available:per_1', ${6_000 - finalMinor});
    INSERT INTO receipts (receipt_id, session_id, payer_id, tenant_id, receipt_json, issued_at_ms)
      VALUES ('rcp_${name}', 'ses_${name}', 'per_1', 'tnt_1', '{"totalMinor":${finalMinor}}', ${90_000 + at});`;
  return `
    INSERT INTO devices (device_id, tenant_id, kind, public_x, password_hash, last_ctr, desired_ver, desired_json)
      VALUES ('dev_${name}', 'tnt_1', 'sleep-pod', 'x', 'p', 1, 1, '{}');
    INSERT INTO objects (object_id, tenant_id, venue_id, place_id, kind, name, device_id, tariff_id, status, binding_version)
      VALUES ('obj_${name}', 'tnt_1', 'ven_1', 'plc_1', 'sleep-pod', 'Pod', 'dev_${name}', 'trf_1', 'in_service', 1);
    INSERT INTO sessions (
      session_id, tenant_id, venue_id, place_id, object_id, device_id, kind, payer_id, state, version, tariff_id, tariff_version,
      tariff_hash, tag_id, tag_proof_json, offer_hash, hold_id, held_minor, created_at_ms, started_at_ms, usage_json, cost_minor,
      journal_up_to, end_reason, end_at_ms, final_minor, receipt_id
    ) SELECT 'ses_${name}', 'tnt_1', 'ven_1', 'plc_1', 'obj_${name}', 'dev_${name}', 'sleep-pod', 'per_1', '${state}', 3, 'trf_1', 1,
      tariff_hash, 'tag_1', '{"protectedHeader":"h","payload":"p","signature":"s"}', 'offer', 'hld_${name}', 6000, ${at}, ${at + 400},
      '{"useMs":79500,"distanceM":12}', 400, 0, ${end}
    FROM tariff_texts;
    INSERT INTO session_events (session_id, version, what, facts_json, at_ms) VALUES ('ses_${name}', 1, 'money-held', '{}', ${at});
    INSERT INTO commands (
      command_id, device_id, tenant_id, session_id, intent_key, act, intent_json, state, payload, kid, ctr, boot, exp_up_ms,
      expires_at_ms, outcome_json, attempts, created_at_ms
    ) VALUES ('cmd_${name}', 'dev_${name}', 'tnt_1', 'ses_${name}', 'ses_${name}:start:1', 'start', '{"act":"start","arg":{}}',
      'composed', '{}', 'k', 1, '7-00', 1, 1, NULL, 1, ${at});
    INSERT INTO orders (order_id, session_id, command_id, lines_json, state, amount_minor, at_ms)
      VALUES ('ord_${name}', 'ses_${name}', 'cmd_${name}', '[{"itemId":"itm_tea","quantity":1}]', 'printed', 1200, ${at});
    INSERT INTO holds (hold_id, session_id, payer_id, currency, held_minor, state, captured_minor)
      VALUES ('hld_${name}', 'ses_${name}', 'per_1', 'CNY', 6000, '${isOver ? name : 'held'}', ${name === 'captured' ? 500 : 'NULL'});
    INSERT INTO transfers (transfer_id, op_key, kind, tenant_id, session_id, currency, at_ms)
      VALUES ('tra_${name}', 'ses_${name}:hld_${name}:authorize', 'authorize', 'tnt_1', 'ses_${name}', 'CNY', ${at});
    INSERT INTO postings (transfer_id, leg, account, delta_minor)
      VALUES ('tra_${name}', 0, 'available:per_1', -6000), ('tra_${name}', 1, 'held:per_1', 6000);
    INSERT INTO deadlines (kind, subject_id, due_at_ms) VALUES ('session-overdue', 'ses_${name}', ${at + 1_000});
    INSERT INTO used_tickets (nonce, session_id, at_ms) VALUES ('n_${name}', 'ses_${name}', ${at});
    ${isOver ? capture : ''}`;
}

/** Fills an empty database. */
export function leaveLastRelease(db: Connection): void {
  db.exec(`CREATE TABLE migrations (
    migration_id INTEGER NOT NULL, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at_ms INTEGER NOT NULL,
    CONSTRAINT migration_pk PRIMARY KEY (migration_id)
  ) STRICT`);
  for (const [at, name] of MIGRATIONS.entries()) {
    const sql = readFileSync(new URL(name, FOLDER), 'utf8').replaceAll('\r\n', '\n');
    db.exec(sql);
    db.prepare('INSERT INTO migrations VALUES (?, ?, ?, 0)').run(at + 1, name, sha256(sql));
  }
  db.prepare('INSERT INTO tariff_texts (tariff_hash, tariff_json) VALUES (?, ?)').run(sha256(OLD_TARIFF), OLD_TARIFF);
  db.exec(VENUE);
  for (const [at, name] of OLD_SESSIONS.entries()) db.exec(sessionRows(name, at + 1));
}
