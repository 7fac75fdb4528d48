// Stuck: the actuator does not move; a good controller notices, a poor one does not.
import type { FaultKind } from './fault.ts';

export const stuck: FaultKind = {
  name: 'stuck',
  usage: 'stuck[@start|stop][:blind]',
  about: 'the actuator does not move at a start, and the device says JAMMED; blind or at a stop it does not notice',
  parse({ argument, moment = 'start', value }) {
    const isBlind = argument === 'blind';
    if (value !== undefined || (argument !== undefined && !isBlind)) return undefined;
    if (moment === 'stop') return () => ({ bend: (model) => ({ ...model, requestEnd: (body) => body }) });
    if (moment !== 'start') return undefined;
    if (!isBlind) return () => ({ bend: (model) => ({ ...model, isJammed: true }) });
    return () => ({
      bend: (model) => ({ ...model, begin: (body) => body, ...(model.resume ? { resume: (body) => body } : {}) }),
    });
  },
};
