// Tariff schemas: what the routes of prices take and give, as the values that validate and describe them.
import { z } from '@hono/zod-openapi';
import { ID_PATTERN } from '#protocol';
import { LANGUAGES } from '../../web/languages.ts';

const id = z.string().regex(ID_PATTERN);
const minor = z.int();
const currency = z.string().regex(/^[A-Z]{3}$/);
const version = z.int().min(1);

/** The tariff's own parser judges it, place by place. */
const tariffJson = z
  .record(z.string(), z.unknown())
  .openapi({ description: 'A tariff as `tariff` of an offer has it; every place that is wrong is told at once.' });

/** Texts by the name of their field: the console's form sends these. */
const formFields = z.record(z.string().max(64), z.string().max(200)).openapi({
  description: "The fields of the console's form instead of `tariff`, such as `steps[0].per` and `steps[0].per.unit`.",
});

const draft = {
  tariff: tariffJson.optional(),
  form: formFields.optional(),
  kind: id.optional().openapi({ description: 'The kind of object that it is for, where no object has it yet.' }),
};

export const tariffOnly = z.strictObject({ id: z.string().min(1).max(64) });
export const templatesQuery = z.strictObject({ currency: currency.optional() });
export const previewBody = z.strictObject({
  ...draft,
  languages: z.array(z.enum(LANGUAGES)).min(1).max(LANGUAGES.length).optional().openapi({
    description: 'In which words; the language of the request unless said otherwise.',
  }),
  tariffId: z.string().min(1).max(64).optional().openapi({ description: 'What it would take the place of.' }),
  basedOn: version.optional().openapi({ description: 'The version that the form was made of.' }),
  templateId: z.string().min(1).max(64).optional().openapi({ description: 'The template that the form was made of.' }),
});
const reason = z.string().trim().min(1).max(200).optional().openapi({ description: 'Why; kept in the audit.' });
export const newTariffBody = z.strictObject({
  ...draft,
  reason,
  templateId: z.string().min(1).max(64).optional().openapi({ description: 'The template that the form was made of.' }),
});
export const publishBody = z.strictObject({
  ...draft,
  reason,
  fromVersion: version.openapi({
    description: 'The version that its writer has seen; another in force is told, and nothing lost.',
  }),
  basedOn: version.optional().openapi({ description: 'The version that the form was made of.' }),
});
export const assignBody = z.strictObject({
  objectIds: z.array(z.string().min(1).max(64)).min(1).max(500),
  version: version.optional().openapi({ description: 'The version that was read; whichever is in force unless said.' }),
});

const words = z.object({
  sentence: z.string(),
  rules: z.array(z.string()),
  examples: z.array(z.object({ use: z.string(), cost: z.string() })),
});
const problem = z.object({ at: z.string(), problem: z.string(), field: z.string().optional(), words: z.string().optional() });

export const templateList = z
  .object({
    templates: z.array(
      z.object({
        templateId: z.string(),
        kind: z.string(),
        what: z.enum(['usual', 'free']),
        tariff: tariffJson,
        sentence: z.string(),
      }),
    ),
  })
  .openapi('TariffTemplates');

export const previewed = z
  .object({
    isGood: z.boolean(),
    problems: z
      .array(problem)
      .openapi({ description: 'Every place that is wrong, what it is and what to do; empty for a good one.' }),
    tariff: tariffJson.optional(),
    words: z.record(z.string(), words).optional(),
    hold: z
      .object({
        atStartMinor: minor,
        mostMinor: minor,
        packages: z.array(z.object({ packageId: z.string(), atStartMinor: minor })),
      })
      .optional(),
    differences: z
      .array(z.object({ at: z.string(), field: z.string(), before: z.string(), after: z.string() }))
      .optional()
      .openapi({ description: 'From the version in force, where `tariffId` names one.' }),
    inForce: version.optional(),
  })
  .openapi('TariffPreview');

const versionShown = {
  version,
  name: z.string(),
  currency,
  tariffHash: z.string(),
  sentence: z.string(),
  publishedBy: z.string().nullable().openapi({ description: 'Null where a set-up wrote it.' }),
  publishedAt: z.iso.datetime().nullable(),
};
const inForce = { tariffId: z.string(), ...versionShown, objects: z.int(), kind: z.string().nullable() };
export const tariffList = z.object({ tariffs: z.array(z.object(inForce)) }).openapi('Tariffs');
export const tariffShown = z
  .object({
    ...inForce,
    tariff: tariffJson,
    words,
    earlier: z.array(z.object({ ...versionShown, tariff: tariffJson })),
  })
  .openapi('TariffInForce');
export const tariffPublished = z
  .object({ tariffId: z.string(), version, tariffHash: z.string(), objects: z.int() })
  .openapi('TariffPublished');
export const tariffAssigned = z
  .object({ tariffId: z.string(), version, objectIds: z.array(z.string()), moved: z.int() })
  .openapi('TariffAssigned');
