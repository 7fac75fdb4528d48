// Log through pino: one JSON line per event on standard error.
import { destination, pino, stdSerializers } from 'pino';
import type { Log } from '../ports/log.ts';

export function createLog(level: string): Log {
  const logger = pino({ level, base: null, serializers: { error: stdSerializers.err } }, destination({ dest: 2, sync: false }));
  return {
    info: (what, facts = {}) => logger.info(facts, what),
    warn: (what, facts = {}) => logger.warn(facts, what),
    error: (what, facts = {}) => logger.error(facts, what),
  };
}
