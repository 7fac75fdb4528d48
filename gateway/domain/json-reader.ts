// JSON reader: takes typed values out of JSON that others wrote, and notes every place that is wrong.
import type { Json } from '#protocol';

/** `at` is a path such as `steps[0].per`, empty for the document itself. */
export type JsonProblem = { readonly at: string; readonly problem: string };
export type JsonObject = { readonly [name: string]: Json | undefined };
export type JsonValue = Json | undefined;

/** Each reading returns a harmless value where the JSON is wrong; what was read counts only while `problems` is empty. */
export type JsonReader = {
  readonly problems: readonly JsonProblem[];
  note(at: string, problem: string): void;
  /** With `known`, any other member is noted: a misspelt name must not silently mean "not given". */
  object(json: JsonValue, at: string, known?: readonly string[]): JsonObject;
  list(json: JsonValue, at: string): readonly Json[];
  whole(json: JsonValue, at: string, range: { readonly min: number; readonly max: number }): number;
  text(json: JsonValue, at: string, form: { readonly maxLength: number; readonly pattern?: RegExp }): string;
  flag(json: JsonValue, at: string): boolean;
  oneOf<W extends string>(json: JsonValue, at: string, words: readonly [W, ...W[]]): W;
};

/** The path of a member. */
export function memberAt(at: string, name: string | number): string {
  if (typeof name === 'number') return `${at}[${name}]`;
  return at === '' ? name : `${at}.${name}`;
}

function isObject(json: JsonValue): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function createJsonReader(): JsonReader {
  const problems: JsonProblem[] = [];
  const note = (at: string, problem: string): void => void problems.push({ at, problem });
  const noteWrong = (json: JsonValue, at: string, wanted: string): void =>
    note(at, json === undefined ? 'is missing' : `is not ${wanted}`);
  return {
    problems,
    note,
    object(json, at, known) {
      if (!isObject(json)) {
        noteWrong(json, at, 'an object');
        return {};
      }
      for (const name of Object.keys(json)) {
        if (known !== undefined && !known.includes(name)) note(memberAt(at, name), 'is not known');
      }
      return json;
    },
    list(json, at) {
      if (Array.isArray(json)) return json as readonly Json[];
      noteWrong(json, at, 'a list');
      return [];
    },
    whole(json, at, { min, max }) {
      if (typeof json !== 'number' || !Number.isSafeInteger(json)) {
        noteWrong(json, at, 'a whole number within safe integers');
        return min;
      }
      if (json < min) note(at, `is below ${min}`);
      if (json > max) note(at, `is above ${max}`);
      return json === 0 ? 0 : json;
    },
    text(json, at, { maxLength, pattern }) {
      if (typeof json !== 'string') {
        noteWrong(json, at, 'a text');
        return '';
      }
      if (json.trim() === '') note(at, 'is empty');
      else if (json.length > maxLength) note(at, `is longer than ${maxLength} characters`);
      else if (pattern && !pattern.test(json)) note(at, 'does not have the form that it needs');
      return json;
    },
    flag(json, at) {
      if (typeof json === 'boolean') return json;
      noteWrong(json, at, 'true or false');
      return false;
    },
    oneOf(json, at, words) {
      const found = words.find((word) => word === json);
      if (found === undefined) noteWrong(json, at, `one of ${words.join(', ')}`);
      return found ?? words[0];
    },
  };
}
