// OpenAPI 3.1 document of the host wallet's interface, composed from the very values that check its messages.
import { z } from 'zod';
import { WALLET_REFUSALS } from '../../domain/wallet/wallet-operation.ts';
import { WALLET_LIMITS } from '../wallet-limits.ts';
import {
  captureRequest,
  holdRequest,
  incrementRequest,
  operation,
  operationList,
  problem,
  recaptureRequest,
  refundRequest,
  tokenAnswer,
  tokenError,
  topUpRequest,
  voidRequest,
  walletEvent,
} from './messages.ts';
import { HOST_RULES } from './rules.ts';
import { SIGNATURE_HEADER, SIGNATURE_TYPES } from './sign.ts';

type Part = { readonly [member: string]: unknown };

const SCHEMAS = {
  HoldRequest: holdRequest,
  IncrementRequest: incrementRequest,
  CaptureRequest: captureRequest,
  VoidRequest: voidRequest,
  RecaptureRequest: recaptureRequest,
  RefundRequest: refundRequest,
  TopUpRequest: topUpRequest,
  Operation: operation,
  OperationList: operationList,
  Problem: problem,
  WalletEvent: walletEvent,
  TokenAnswer: tokenAnswer,
  TokenError: tokenError,
} as const;
type SchemaName = keyof typeof SCHEMAS;

const INTRODUCTION = `The wallet of a super-app, as Unlatch asks for money: holds, captures, voids, refunds.

**Once.** Every operation has a key that never changes. Keep what a key did, durably, before you answer; answer the same key and
body with it again for at least ${WALLET_LIMITS.hostKeyTtlMs / 86_400_000} days. Refusals with \`retry: false\` are kept too; with \`retry: true\` they are not.
What was not answered in time is not known to have failed: the same request comes again, or \`GET /operations/{opKey}\`.

**Amounts** are whole minor units of an ISO 4217 currency. Answers repeat key, kind, hold, amount and currency; an answer that
speaks of anything else is not believed.

**Signatures.** Each request, answer and webhook carries \`${SIGNATURE_HEADER}\`: a detached JWS (RFC 7515 appendix F, EdDSA with
Ed25519), \`<protected header>..<signature>\`. The protected header holds \`alg\`, \`kid\`, \`typ\` and \`iat\` (seconds). The payload is
these lines joined by a single line feed, with \`digest(x)\` = base64url of SHA-256 of the bytes of x, without padding:

| of | typ | payload |
|---|---|---|
| request | \`${SIGNATURE_TYPES.request}\` | method, path with query as sent, digest(body) |
| answer | \`${SIGNATURE_TYPES.answer}\` | digest(the request's ${SIGNATURE_HEADER}), status, digest(body) |
| webhook | \`${SIGNATURE_TYPES.event}\` | \`POST\`, path with query as sent, digest(body) |

Refuse a request whose \`iat\` is more than five minutes away from your clock. Answer within ${WALLET_LIMITS.hostAnswerMs / 1000} s, with at most ${WALLET_LIMITS.answerBytes / 1024} kB, and never
redirect. 408, 425, 429 and 5xx mean that nothing is known; they need no signature.

**Rules** that \`unlatch wallet check\` runs against your wallet:

${Object.entries(HOST_RULES)
  .map(([id, rule]) => `- **${id}** ${rule}`)
  .join('\n')}`;

const ref = (name: SchemaName): Part => ({ $ref: `#/components/schemas/${name}` });
const json = (name: SchemaName, type = 'application/json'): Part => ({ [type]: { schema: ref(name) } });
const signed = { [SIGNATURE_HEADER]: { $ref: '#/components/headers/Signature' } };

const opKeyParameter = { name: 'opKey', in: 'path', required: true, schema: { type: 'string' } };
const pathOpKey = (description: string): Part => ({ ...opKeyParameter, description });

const REFUSED: Part = {
  description: `Refused: ${WALLET_REFUSALS.map((code) => `\`${code}\``).join(', ')}. Any 4xx status but 408, 425 and 429; \`code\` decides.`,
  headers: signed,
  content: json('Problem', 'application/problem+json'),
};
const UNKNOWN: Part = { description: 'Nothing is known: the same request comes again.' };

function answers(): Part {
  return {
    '200': { description: 'Done, now or earlier under this key.', headers: signed, content: json('Operation') },
    '202': { description: 'Pending, or waiting for the payer.', headers: signed, content: json('Operation') },
    '4XX': REFUSED,
    '5XX': UNKNOWN,
  };
}

function act(name: string, summary: string, request: SchemaName): Part {
  return {
    post: {
      operationId: name,
      summary,
      tags: ['Holds'],
      parameters: [pathOpKey('Key of the hold: that of the operation that placed it.')],
      requestBody: { required: true, content: json(request) },
      responses: answers(),
    },
  };
}

const PERSONAL = [{ signature: [], grant: [] }, { signature: [] }];

function put(operationId: string, summary: string, tag: string, request: SchemaName): Part {
  return {
    put: {
      operationId,
      summary,
      description: 'Where you exchange tokens, `Authorization` carries one that was narrowed to this very key.',
      tags: [tag],
      security: PERSONAL,
      parameters: [pathOpKey('Key of the operation.')],
      requestBody: { required: true, content: json(request) },
      responses: answers(),
    },
  };
}

const PATHS: Part = {
  '/holds/{opKey}': put('placeHold', 'Set money aside', 'Holds', 'HoldRequest'),
  '/holds/{opKey}/increment': act('incrementHold', 'Raise a hold to an absolute total', 'IncrementRequest'),
  '/holds/{opKey}/capture': act('captureHold', 'Take the final amount and release the rest', 'CaptureRequest'),
  '/holds/{opKey}/void': act('voidHold', 'Release a hold, or one that may still arrive', 'VoidRequest'),
  '/holds/{opKey}/recapture': act('recapture', 'Take an amount after the hold has expired', 'RecaptureRequest'),
  '/holds/{opKey}/refund': act('refund', 'Give back, to a cumulative total', 'RefundRequest'),
  '/top-ups/{opKey}': put('topUp', 'Move money into Unlatch’s own ledger', 'Top-ups', 'TopUpRequest'),
  '/operations/{opKey}': {
    get: {
      operationId: 'readOperation',
      summary: 'What became of an operation',
      tags: ['Operations'],
      parameters: [pathOpKey('Key of the operation.')],
      responses: {
        '200': { description: 'As it stands.', headers: signed, content: json('Operation') },
        '404': {
          description: '`not_found`: never heard of.',
          headers: signed,
          content: json('Problem', 'application/problem+json'),
        },
        '4XX': REFUSED,
        '5XX': UNKNOWN,
      },
    },
  },
  '/operations': {
    get: {
      operationId: 'listOperations',
      summary: 'Everything since a moment, oldest first',
      tags: ['Operations'],
      parameters: [
        { name: 'since', in: 'query', required: true, schema: { type: 'string', format: 'date-time' } },
        { name: 'cursor', in: 'query', required: false, schema: { type: 'string', maxLength: 200 } },
        { name: 'limit', in: 'query', required: false, schema: { type: 'integer', minimum: 1, maximum: WALLET_LIMITS.hostPage } },
      ],
      responses: {
        '200': { description: 'One page.', headers: signed, content: json('OperationList') },
        '4XX': REFUSED,
        '5XX': UNKNOWN,
      },
    },
  },
  '/token': {
    post: {
      operationId: 'exchangeToken',
      summary: 'Narrow a person’s token to one operation (RFC 8693)',
      description:
        'May lie elsewhere. The client proves itself by a signed assertion (RFC 7523); `scope` is `operation:<opKey>`; the answer is not signed.',
      tags: ['Tokens'],
      security: [{}],
      requestBody: { required: true, content: { 'application/x-www-form-urlencoded': { schema: tokenRequest() } } },
      responses: {
        '200': { description: 'A token for that operation, good for at most 15 minutes.', content: json('TokenAnswer') },
        '4XX': { description: 'RFC 6749 section 5.2.', content: json('TokenError') },
        '5XX': UNKNOWN,
      },
    },
  },
};

function tokenRequest(): Part {
  const members = ['grant_type', 'subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'scope'];
  const client = ['client_id', 'client_assertion_type', 'client_assertion'];
  const names = [...members, ...client];
  return { type: 'object', required: names, properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])) };
}

/** JSON Schema 2020-12 is OpenAPI 3.1's own dialect: nothing is translated. */
function schemaOf(name: SchemaName): Part {
  const { $schema, ...schema } = z.toJSONSchema(SCHEMAS[name], { target: 'draft-2020-12', io: 'input' }) as Part;
  return schema;
}

export function composeOpenApi(): Part {
  const names = Object.keys(SCHEMAS) as SchemaName[];
  return {
    openapi: '3.1.0',
    info: {
      title: 'Unlatch host wallet',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'https://wallet.example.com/unlatch/v1' }],
    security: [{ signature: [] }],
    tags: ['Holds', 'Top-ups', 'Operations', 'Tokens'].map((name) => ({ name })),
    paths: PATHS,
    webhooks: {
      walletEvent: {
        post: {
          operationId: 'walletEvent',
          summary: 'What the wallet tells by itself',
          description:
            'Sent to the address that the gateway’s operator names; repeated until answered with 2xx, under the same `eventId`.',
          requestBody: { required: true, content: json('WalletEvent') },
          responses: { '204': { description: 'Heard.' }, '5XX': { description: 'Not now: send it again.' } },
        },
      },
    },
    components: {
      schemas: Object.fromEntries(names.map((name) => [name, schemaOf(name)])),
      headers: { Signature: { description: 'Detached JWS, see above.', required: true, schema: { type: 'string' } } },
      securitySchemes: {
        signature: { type: 'apiKey', in: 'header', name: SIGNATURE_HEADER },
        grant: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}
