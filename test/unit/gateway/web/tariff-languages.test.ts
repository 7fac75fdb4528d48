// Tariff in German, Dutch and French: every part of the grammar in words, and the lines of a bill.
import { describe, expect, test } from 'vitest';
import { createFormat } from '../../../../gateway/web/format.ts';
import { LANGUAGES, type Language } from '../../../../gateway/web/languages.ts';
import { billLineText, type PriceWords, tariffText } from '../../../../gateway/web/tariff-sentence.ts';
import { kindWordsOf, textsOf } from '../../../../gateway/web/text/texts.ts';
import { FULL_TARIFF } from './full-tariff.ts';
import { KINDS, tariffOf } from './samples.ts';

const spaced = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const wordsOf = (lang: Language, kind: string): PriceWords => ({
  texts: textsOf(lang),
  format: createFormat(lang, 'Europe/Berlin'),
  kind: kindWordsOf(textsOf(lang), kind),
  currency: 'EUR',
});

test.each<[Language, string, string]>([
  ['de', 'sleep-pod', '3,00 € Grundpreis, dann 1,00 € je angefangene Minute. Höchstens 59,00 € pro Nutzung.'],
  [
    'de',
    'bike',
    '1,50 € zum Entsperren, dann 0,50 € je angefangene Minute zuzüglich 0,10 € je angefangene 20 m. Höchstens 30,00 € pro Nutzung.',
  ],
  ['de', 'hotel-room', '0,80 € je angefangene Minute. Höchstens 80,00 € pro Nutzung.'],
  ['de', 'restaurant-table', '2,00 € Gedeck, dann Ihre Bestellungen (ab 12,00 €). Nie mehr als 200,00 €.'],
  ['nl', 'sleep-pod', '€ 3,00 starttarief, daarna € 1,00 per begonnen minuut. Hoogstens € 59,00 per keer.'],
  [
    'nl',
    'bike',
    '€ 1,50 om te ontgrendelen, daarna € 0,50 per begonnen minuut en € 0,10 per begonnen 20 m. Hoogstens € 30,00 per keer.',
  ],
  ['nl', 'hotel-room', '€ 0,80 per begonnen minuut. Hoogstens € 80,00 per keer.'],
  ['nl', 'restaurant-table', '€ 2,00 couvert, daarna wat u bestelt (vanaf € 12,00). Nooit meer dan € 200,00.'],
  ['fr', 'sleep-pod', '3,00 € au départ, puis 1,00 € par minute entamée. Au maximum 59,00 € par utilisation.'],
  [
    'fr',
    'bike',
    '1,50 € pour déverrouiller, puis 0,50 € par minute entamée et 0,10 € par tranche entamée de 20 m. Au maximum 30,00 € par utilisation.',
  ],
  ['fr', 'hotel-room', '0,80 € par minute entamée. Au maximum 80,00 € par utilisation.'],
  ['fr', 'restaurant-table', '2,00 € de couvert, puis ce que vous commandez (à partir de 12,00 €). Jamais plus de 200,00 €.'],
])('in %s for a %s', (lang, kind, sentence) => {
  expect(spaced(tariffText(wordsOf(lang, kind), tariffOf(kind).tariff).sentence)).toBe(sentence);
});

describe('every part of the grammar', () => {
  const said = (lang: Language): readonly string[] => {
    const { sentence, rules, examples } = tariffText(wordsOf(lang, 'sleep-pod'), FULL_TARIFF);
    return [sentence, ...rules, ...examples.map(({ use, cost }) => `${use} = ${cost}`)].map(spaced);
  };

  test('is said in German', () => {
    expect(said('de')).toEqual([
      '3 Minuten kostenlos (einmal in 6 Stunden), dann 3,00 € Grundpreis, dann 35,00 € je angefangene 30 Minuten zuzüglich 50,00 € je angefangene Stunde ab 2 Stunden zuzüglich 0,20 € je angefangenen km zuzüglich Ihre Bestellungen (ab 12,00 €). Höchstens 299,00 € pro Nutzung. Nie mehr als 600,00 €.',
      'Oder eine Dauer zum Festpreis: 30 Minuten für 30,00 €, 8 Stunden für 199,00 €. Was länger dauert, kostet den üblichen Zeitpreis, nie mehr als der günstigste Weg zur selben Dauer.',
      'Mo–Fr 17:00 bis 20:00 Uhr (Ortszeit): 52,50 € je angefangene 30 Minuten zuzüglich 75,00 € je angefangene Stunde ab 2 Stunden.',
      'Sa, So 22:00 bis 06:00 Uhr (Ortszeit): 20,00 € je angefangene 30 Minuten.',
      'Während einer Pause: 0,20 € je angefangene Minute.',
      'Nach dem Ende der gewählten Dauer: 70,00 € je angefangene 30 Minuten, über alle Grenzen hinaus bis auf die letzte.',
      'Mindestens 10,00 €, einmal in 6 Stunden.',
      'Höchstens 399,00 € pro Tag für alle Ihre Nutzungen hier.',
      'Auf Ihre Bestellung kommen 10 % für die Bedienung hinzu.',
      'Es kommen 6 % Steuer hinzu.',
      '3 Minuten, 600 m = 0,00 €',
      '1 Stunde 3 Minuten, 12,6 km = 80,14 €',
      '2 Stunden 3 Minuten, 24,6 km = 156,88 €',
      '4 Stunden 3 Minuten, 48,6 km = 267,97 €',
      '4 Stunden 4 Minuten oder länger = 316,94 €',
    ]);
  });

  test('is said in Dutch', () => {
    expect(said('nl')).toEqual([
      '3 min gratis (eens per 6 uur), daarna € 3,00 starttarief, daarna € 35,00 per begonnen 30 min en € 50,00 per begonnen uur vanaf 2 uur en € 0,20 per begonnen km en wat u bestelt (vanaf € 12,00). Hoogstens € 299,00 per keer. Nooit meer dan € 600,00.',
      'Of een duur tegen een vaste prijs: 30 min voor € 30,00, 8 uur voor € 199,00. Wat langer duurt, kost de gewone prijs per tijd, nooit meer dan de goedkoopste weg naar dezelfde duur.',
      'Ma–vr 17:00 tot 20:00 uur (plaatselijke tijd): € 52,50 per begonnen 30 min en € 75,00 per begonnen uur vanaf 2 uur.',
      'Za, zo 22:00 tot 06:00 uur (plaatselijke tijd): € 20,00 per begonnen 30 min.',
      'Tijdens een pauze: € 0,20 per begonnen minuut.',
      'Na het einde van de gekozen duur: € 70,00 per begonnen 30 min, boven elke grens uit behalve de laatste.',
      'Minstens € 10,00, eens per 6 uur.',
      'Hoogstens € 399,00 per dag voor al uw gebruik hier.',
      'Over uw bestelling komt 10% bediening.',
      'Er komt 6% belasting bij.',
      '3 min, 600 m = € 0,00',
      '1 uur 3 min, 12,6 km = € 80,14',
      '2 uur 3 min, 24,6 km = € 156,88',
      '4 uur 3 min, 48,6 km = € 267,97',
      '4 uur 4 min of langer = € 316,94',
    ]);
  });

  test('is said in French', () => {
    expect(said('fr')).toEqual([
      'Gratuit pendant 3 min (une fois par période de 6 h), puis 3,00 € au départ, puis 35,00 € par tranche entamée de 30 min et 50,00 € par heure entamée à partir de 2 h et 0,20 € par tranche entamée de 1 km et ce que vous commandez (à partir de 12,00 €). Au maximum 299,00 € par utilisation. Jamais plus de 600,00 €.',
      'Ou une durée à prix fixe : 30 min pour 30,00 €, 8 h pour 199,00 €. Au-delà, le prix habituel s’applique, sans jamais dépasser la façon la moins chère d’atteindre la même durée.',
      'Lun.–ven. de 17:00 à 20:00 (heure locale) : 52,50 € par tranche entamée de 30 min et 75,00 € par heure entamée à partir de 2 h.',
      'Sam., dim. de 22:00 à 06:00 (heure locale) : 20,00 € par tranche entamée de 30 min.',
      'Pendant une pause : 0,20 € par minute entamée.',
      'Après la fin de la durée choisie : 70,00 € par tranche entamée de 30 min, au-delà de toute limite sauf la dernière.',
      'Au minimum 10,00 €, une fois par période de 6 h.',
      'Au maximum 399,00 € par jour pour toutes vos utilisations ici.',
      'Un service de 10 % s’ajoute à votre commande.',
      'Une taxe de 6 % s’ajoute.',
      '3 min, 600 m = 0,00 €',
      '1 h 3 min, 12,6 km = 80,14 €',
      '2 h 3 min, 24,6 km = 156,88 €',
      '4 h 3 min, 48,6 km = 267,97 €',
      '4 h 4 min ou plus = 316,94 €',
    ]);
  });

  test.each(LANGUAGES)('ends no sentence twice in %s', (lang) => {
    const sentences = KINDS.map((kind) => tariffText(wordsOf(lang, kind), tariffOf(kind).tariff).sentence);
    for (const text of [...sentences, ...said(lang)]) expect(text).not.toMatch(/\.\.|。。|[,;:]\./);
  });
});

test.each<[Language, readonly string[]]>([
  [
    'de',
    [
      'Entsperren',
      '5 Minuten kostenlos',
      '13 × 0,50 € je angefangene Minute',
      '92 × 0,10 € je angefangene 20 m',
      'Pausiert: 4 × 0,20 € je angefangene Minute',
      'Höchstbetrag von 30,00 € erreicht',
      'Steuer 19 %',
    ],
  ],
  [
    'nl',
    [
      'Ontgrendelen',
      '5 min gratis',
      '13 × € 0,50 per begonnen minuut',
      '92 × € 0,10 per begonnen 20 m',
      'Gepauzeerd: 4 × € 0,20 per begonnen minuut',
      'Grens van € 30,00 bereikt',
      'Belasting 19%',
    ],
  ],
  [
    'fr',
    [
      'Déverrouillage',
      'Gratuit pendant 5 min',
      '13 × 0,50 € par minute entamée',
      '92 × 0,10 € par tranche entamée de 20 m',
      'En pause : 4 × 0,20 € par minute entamée',
      'Plafond de 30,00 € atteint',
      'Taxe de 19 %',
    ],
  ],
])('a bill is said in %s', (lang, lines) => {
  const words = wordsOf(lang, 'bike');
  const bill: readonly Parameters<typeof billLineText>[1][] = [
    { line: 'base', amountMinor: 150 },
    { line: 'free', quantity: 'useMs', units: 300_000, per: 1, unitMinor: 0, amountMinor: 0 },
    { line: 'step', quantity: 'useMs', per: 60_000, units: 13, unitMinor: 50, amountMinor: 650 },
    { line: 'step', quantity: 'distanceM', per: 20, units: 92, unitMinor: 10, amountMinor: 920 },
    { line: 'pause', quantity: 'pausedMs', per: 60_000, units: 4, unitMinor: 20, amountMinor: 80 },
    { line: 'cap', unitMinor: 3_000, amountMinor: -412 },
    { line: 'tax', permille: 190, amountMinor: 100 },
  ];
  expect(bill.map((line) => spaced(billLineText(words, line, (itemId) => itemId)))).toEqual(lines);
});
