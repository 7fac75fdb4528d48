// List of mutants: the known ways to lose or double money, each as the smallest change of the sources that brings it about.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources are quoted here, their templates with them
import type { Mutant } from './mutant.ts';

const JOURNEY = 'test/journey';
const DOMAIN = 'test/unit/gateway/domain';

export const MUTANTS: readonly Mutant[] = [
  {
    name: 'fresh key per retry',
    breaks: 'R2',
    changes: [
      {
        file: 'gateway/upkeep/call-wallet.ts',
        find: '    const call: WalletCall = {\n      opKey,\n',
        with: '    const call: WalletCall = {\n      opKey: operation.attempts > 0 ? `${opKey}:${operation.attempts}` : opKey,\n',
      },
    ],
    table: [`${JOURNEY}/wallet-elsewhere.test.ts`],
    wallet: 'host',
    at: ['wallet-authorize:after-call', 'wallet-capture:after-call', 'wallet-refund:after-call'],
  },
  {
    name: 'void on ack timeout',
    breaks: 'R3, R15',
    changes: [
      {
        file: 'gateway/journey/4-confirm-start.ts',
        find: "        return ok(requestStop(facts, wish, { commandId: context.ids('cmd') }, composing(context, nowMs)));",
        with: '        void wish;\n        return ok(settleRefusedStart(facts, settleIds(context, facts.holds), nowMs));',
      },
      {
        file: 'gateway/journey/4-confirm-start.ts',
        find: '      load: () => loadUseFacts(context, sessionId),',
        with: '      load: () => loadSettleFacts(context, sessionId),',
      },
      {
        file: 'gateway/journey/4-confirm-start.ts',
        find: 'import { loadUseFacts, runSilently }',
        with: 'import { loadSettleFacts, runSilently }',
      },
    ],
    table: [`${JOURNEY}/start-evidence.test.ts`],
    wallet: 'ledger',
    at: ['publish:after', 'confirm-start:before-commit', 'ack:before'],
  },
  {
    name: 'closed before capture',
    breaks: 'M4',
    changes: [
      {
        file: 'gateway/domain/session/session-settle-money.ts',
        find: '  if (holds.every(isResolvedHold)) return decide(',
        with: '  if (holds.length > 0) return decide(',
      },
    ],
    table: [`${DOMAIN}/session/session-decisions.test.ts`, `${JOURNEY}/wallet-elsewhere.test.ts`],
    wallet: 'host',
    at: ['settle-session:after-commit', 'wallet-capture:before-call'],
  },
  {
    name: 'lease renewed before the increment',
    breaks: 'R6',
    changes: [
      {
        file: 'gateway/domain/session/session-use.ts',
        find: '    return decide([...askForMore(raising, raise.totalMinor, ids, nowMs), later]);',
        with: [
          '    const early = leaseFor(raise.totalMinor);',
          '    const renewed = early ? sendRenewal(facts, early.leaseUpMs, ids.commandId, context) : [];',
          '    return decide([...askForMore(raising, raise.totalMinor, ids, nowMs), ...renewed, later]);',
        ].join('\n'),
      },
    ],
    table: [`${JOURNEY}/increments.test.ts`],
    wallet: 'host',
    at: ['wallet-increment:before-call', 'wallet-increment:after-call'],
  },
  {
    name: 'stop without fence',
    breaks: 'R5, row 8',
    changes: [
      {
        file: 'gateway/domain/session/session-stop.ts',
        find: "    ...composeStop(facts, wish.reason, ids, context),\n    { change: 'deadline-cleared', kind: 'renew-lease'",
        with: [
          '    ...(session.startedAtMs === null ? [] : composeStop(facts, wish.reason, ids, context)),',
          "    { change: 'deadline-cleared', kind: 'renew-lease'",
        ].join('\n'),
      },
    ],
    table: [`${DOMAIN}/session/session-stop.test.ts`, `${JOURNEY}/start-evidence.test.ts`],
    wallet: 'ledger',
    at: ['publish:before', 'stop-device:after-commit'],
  },
  {
    name: 'timers in memory',
    breaks: 'R9',
    changes: [
      {
        file: 'gateway/storage/sqlite/write-sessions.ts',
        find: '      setDeadline.run(deadlineToRow(deadline));\n',
        with: [
          '      setDeadline.run(deadlineToRow(deadline));',
          '      const memory = globalThis as { timers?: WeakMap<object, Set<string>> };',
          '      memory.timers ??= new WeakMap();',
          '      const ofThis = memory.timers.get(db) ?? new Set();',
          '      memory.timers.set(db, ofThis.add(`${deadline.kind} ${deadline.subjectId}`));',
          '',
        ].join('\n'),
      },
      {
        file: 'gateway/storage/sqlite/read-sessions.ts',
        find: 'due.all(nowMs, limit).map(deadlineFromRow)',
        with: [
          'due.all(nowMs, limit).map(deadlineFromRow).filter(({ kind, subjectId }) =>',
          '      (globalThis as { timers?: WeakMap<object, Set<string>> }).timers?.get(db)?.has(`${kind} ${subjectId}`))',
        ].join('\n'),
      },
    ],
    table: [`${JOURNEY}/deadlines.test.ts`],
    wallet: 'host',
    at: ['authorize-session:after-commit', 'settle-session:after-commit', 'confirm-start:after-commit'],
  },
  {
    name: 'outbox polled by "id > last"',
    breaks: 'R9, row 20',
    changes: [
      {
        file: 'gateway/upkeep/pump.ts',
        find: '  async function runOnce(): Promise<number> {\n',
        with: '  let last = 0;\n\n  async function runOnce(): Promise<number> {\n',
      },
      {
        file: 'gateway/upkeep/pump.ts',
        find: '      const fresh = due.filter(({ kind, subjectId }) => !metBefore.has(`${kind} ${subjectId}`));\n',
        with: [
          '      const fresh = due.filter((each) => !metBefore.has(`${each.kind} ${each.subjectId}`) && each.dueAtMs > last);',
          '      last = Math.max(last, ...fresh.map(({ dueAtMs }) => dueAtMs));',
          '',
        ].join('\n'),
      },
    ],
    table: [`${JOURNEY}/pump.test.ts`],
    wallet: 'host',
    at: ['authorize-session:after-commit', 'wallet-authorize:after-call', 'group-commit:after'],
  },
  {
    name: 'EXPIRED read as not started',
    breaks: 'R5, row 9',
    changes: [
      {
        file: 'gateway/journey/4-confirm-start.ts',
        find: '  if (!isFinalNo || result.ran) return NOTHING;',
        with: "  if (!isFinalNo || (result.ran && result.code !== 'EXPIRED')) return NOTHING;",
      },
    ],
    table: [`${JOURNEY}/start-evidence.test.ts`, `${DOMAIN}/session/unproven-end.test.ts`],
    wallet: 'ledger',
    at: ['publish:after', 'confirm-start:before-commit'],
  },
  {
    name: 'dedupe without hash',
    breaks: 'M13',
    changes: [
      {
        file: 'gateway/devices/acknowledge-journal.ts',
        find: "    return stored.jwsHash === hashOfMessage(jws) ? 'same' : 'other';",
        with: "    return hashOfMessage(jws) === stored.jwsHash ? 'same' : 'same';",
      },
    ],
    table: [`${JOURNEY}/device-journal.test.ts`],
    wallet: 'ledger',
    at: ['ack:before'],
  },
  {
    name: "phone's tap time",
    breaks: 'R7',
    changes: [
      {
        file: 'gateway/journey/6-stop-device.ts',
        find: '  return ({ sessionId, personId }) =>\n    context.runner.run<SettleFacts, { version: number }>({',
        with: '  return ({ sessionId, personId, ...said }) =>\n    context.runner.run<SettleFacts, { version: number }>({',
      },
      {
        file: 'gateway/journey/6-stop-device.ts',
        find: '        const { changes } = decideTap(context, facts, context.clock.nowMs());',
        with: [
          '        const tappedAtMs = (said as { tappedAtMs?: number }).tappedAtMs ?? context.clock.nowMs();',
          '        const { changes } = decideTap(context, facts, tappedAtMs);',
        ].join('\n'),
      },
    ],
    table: [`${JOURNEY}/tap-time.test.ts`],
    wallet: 'ledger',
    at: ['stop-device:after-commit'],
  },
  {
    name: 'refund as a delta',
    breaks: 'R16',
    changes: [
      {
        file: 'gateway/domain/wallet/wallet-question.ts',
        find: "  if (operation.kind === 'refund' && !isExcess(operation)) return refundTotal(facts, operation);",
        with: "  if (operation.kind === 'refund' && !isExcess(operation) && facts.refunds.length > 0) return operation.amountMinor;",
      },
    ],
    table: [`${JOURNEY}/refund-totals.test.ts`],
    wallet: 'host',
    at: ['wallet-refund:after-call', 'wallet-refund:before-call', 'wallet-refund:after-call'],
  },
  {
    name: 'count without lock',
    breaks: 'R10',
    changes: [
      {
        file: 'gateway/domain/session/session-start.ts',
        find: "      { change: 'person-counted', personId: session.payerId, fromVersion: standing.version },\n",
        with: '',
      },
    ],
    table: [`${JOURNEY}/many-taps.test.ts`],
    wallet: 'ledger',
    at: ['authorize-session:after-commit'],
  },
  {
    name: 'renew after stop',
    breaks: 'R5, R6',
    changes: [
      {
        file: 'gateway/domain/session/session-use.ts',
        find: "  if (session.state !== 'active' && session.state !== 'suspended') {\n",
        with: '  if (session.settlement !== null) {\n',
      },
      {
        file: 'gateway/domain/session/session-stop.ts',
        find: "    { change: 'deadline-cleared', kind: 'renew-lease', subjectId: session.sessionId },\n",
        with: '',
      },
    ],
    table: [`${DOMAIN}/session/session-use.test.ts`, `${DOMAIN}/session/session-stop.test.ts`],
    wallet: 'ledger',
    at: ['stop-device:after-commit', 'settle-session:before-commit'],
  },
  {
    name: 'answer before group commit',
    breaks: 'R18, A1',
    changes: [
      {
        file: 'gateway/storage/sqlite/group-commit.ts',
        find: '        waiting.push({ changes, resolve, reject });\n',
        with: '        waiting.push({ changes, resolve, reject });\n        resolve({ ok: true });\n',
      },
    ],
    table: ['test/unit/gateway/storage/sqlite/group-commit.test.ts'],
    wallet: 'ledger',
    at: ['group-commit:before', 'group-commit:before', 'group-commit:before'],
  },
  {
    name: 'ack before store',
    breaks: 'M13',
    changes: [
      {
        file: 'gateway/devices/acknowledge-journal.ts',
        find: '    const outcome = await context.runner.run<Facts, Stored>({\n',
        with: [
          '    const early = await load(arrival);',
          '    if (early.ok) await sendAck(context, early.value.settle, false);',
          '    const outcome = await context.runner.run<Facts, Stored>({',
          '',
        ].join('\n'),
      },
    ],
    table: [`${JOURNEY}/device-journal.test.ts`],
    wallet: 'ledger',
    at: ['confirm-start:before-commit', 'settle-session:before-commit', 'group-commit:before'],
  },
  {
    name: 'resume resets the lease',
    breaks: 'R6, FP-14',
    changes: [
      {
        file: 'device-sim/device/step.ts',
        find: '  const leftMs = session.leaseUpMs - session.storedUpMs - LIMITS.meterEveryMs;\n',
        with: '  const leftMs = Math.max(session.leaseUpMs, LIMITS.meterEveryMs);\n',
      },
    ],
    table: ['test/unit/device-sim/journal-and-power.test.ts'],
    wallet: 'ledger',
    at: ['confirm-start:after-commit'],
  },
];
