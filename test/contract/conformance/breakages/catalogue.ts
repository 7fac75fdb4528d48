// Catalogue: every breakage; its table in Markdown is printed by `npm run conformance:breakages`.
import { ALARMING } from './alarming.ts';
import { BELIEVING } from './believing.ts';
import type { Breakage } from './breakage.ts';
import { DOING } from './doing.ts';
import { SAYING } from './saying.ts';

const ruleOf = ({ rule }: Breakage): number => Number(rule.slice(3));

export const BREAKAGES: readonly Breakage[] = [...BELIEVING, ...SAYING, ...DOING, ...ALARMING].sort(
  (left, right) => ruleOf(left) - ruleOf(right),
);
