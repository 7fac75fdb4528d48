// Published keys: whose private half everybody can read, so that no device outside a demo may ever believe them (FP-30).

/** Of RFC 8032 sections 7.1 and 7.2, as the contract's test vectors use them. */
const PUBLISHED_X: readonly string[] = [
  '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  'PUAXw-hDiVqStwqnTRt-vJyYLM8uxJaMwM1V8Sr0Zgw',
  '_FHNjmIYoaONpH7QAjDwWAgW7RO6MwOsXeuRFUiQgCU',
  'J4EX_BRMcjQPZ9DyMW6Dhs7_vyskKMnFH-98WX8dQm4',
  '7Bcrk61eVjv0kyxw4SRQNMNUZ-8u_U1k6_gZaDRn4r8',
  '38lCXk-Wj38MKfAlnPX5rtaFHCu0rYv7hgz-4KskgpI',
];

/** Keys of tests and of the conformance kit are named so, root keys too. */
const TEST_NAME = /^(test|conformance)-/;

export const isPublishedKey = (x: string): boolean => PUBLISHED_X.includes(x);
export const isTestName = (kid: string): boolean => TEST_NAME.test(kid);
