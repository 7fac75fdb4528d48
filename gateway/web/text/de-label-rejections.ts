// Refusals about labels - met by whoever scans one, and by staff who print, hang and end them - in German.
import type { enLabelRejections, enTypingMistakes } from './en-label-rejections.ts';
import type { RejectionTexts } from './shape.ts';

export const deLabelRejections: Pick<RejectionTexts, keyof typeof enLabelRejections> = {
  'code.not-attached': {
    title: 'Dieses Etikett ist noch nicht in Gebrauch',
    detail: 'Es ist von uns, gehört aber noch zu keinem Objekt. Es wurde nichts geöffnet und nichts bezahlt.',
    step: 'Sagen Sie dem Personal Bescheid oder scannen Sie ein anderes Etikett am Objekt',
  },
  'code.second-label': {
    title: 'An diesem Objekt ist schon ein Etikett',
    detail: (name) => `${name} hat ein Etikett, das man scannen kann. Es wurde nichts geändert.`,
    step: 'Geben Sie an, ob beide gelten sollen oder nur dieses',
  },
  'label.unknown': {
    title: 'Dieses Etikett gibt es nicht',
    detail: 'Niemand hat es hier gedruckt, oder es gehört einem anderen Betreiber.',
    step: 'Sehen Sie in der Liste der Etiketten nach',
  },
  'label.mistyped': {
    title: 'In diesem Kurzcode ist ein Tippfehler',
    detail: (mistake) => `${mistake} Es wurde nichts geändert.`,
    step: 'Vergleichen Sie jedes Zeichen mit dem Etikett, oder scannen Sie es',
  },
  'label.ended': {
    title: 'Dieses Etikett gilt nicht mehr',
    detail: 'Es wurde ersetzt, verloren oder widerrufen und gilt nie wieder. Es wurde nichts geändert.',
    step: 'Drucken Sie ein neues Etikett und bringen Sie dieses an',
  },
  'label.attached-elsewhere': {
    title: 'Dieses Etikett ist an einem anderen Objekt',
    detail: (name) => `Es führt jetzt zu ${name}. Es wurde nichts geändert.`,
    step: 'Geben Sie an, dass es umzieht, oder nehmen Sie ein anderes Etikett',
  },
  'label.other-venue': {
    title: 'Ein Stapel gehört zu einem Standort',
    detail: (label) => `${label} hängt an einem anderen Standort als dem dieses Stapels. Es wurde nichts gedruckt.`,
    step: 'Drucken Sie die Etiketten jedes Standorts für sich',
  },
  'label.reprinted': {
    title: 'Es wurde schon neu gedruckt',
    detail: (which) => `Für ${which} gibt es schon ein neues Etikett; sein Stapel steht in Klammern. Es wurde nichts gedruckt.`,
    step: 'Drucken Sie jenen Stapel noch einmal, oder beenden Sie zuerst sein Etikett',
  },
  'label.batch-unknown': {
    title: 'Diesen Stapel Etiketten gibt es nicht',
    detail: 'Niemand hat ihn bestellt, oder er gehört einem anderen Betreiber.',
    step: 'Geben Sie an, wie viele Etiketten er haben soll oder für welche Objekte',
  },
  'label.letters-missing': {
    title: 'Zeichen, die sich nicht drucken lassen',
    detail: (letters) => `Unseren Schriften fehlt ${letters} in den Namen auf diesen Etiketten. Es wurde nichts gedruckt.`,
    step: 'Ändern Sie den Namen, oder drucken Sie mit eigener Schrift: unlatch labels print --font',
  },
  'label.too-small': {
    title: 'Das Etikett ist zu klein für seinen Code',
    detail: 'Einen so feinen Code könnten Telefone nicht lesen. Es wurde nichts gedruckt.',
    step: 'Wählen Sie größere Etiketten; wo Stufe Q verlangt war, braucht M weniger Platz',
  },
  'label.too-large': {
    title: 'Das Etikett ist zu groß',
    detail: (size) => `Das größte dieser Form für diesen Drucker ist ${size}. Es wurde nichts gedruckt.`,
    step: 'Wählen Sie kleinere Etiketten oder weniger Punkte pro Zoll',
  },
  'label.print-busy': {
    title: 'Es werden gerade andere Etiketten gedruckt',
    detail: (wait) =>
      `Für jeden Betreiber wird ein Stapel nach dem anderen gezeichnet. Es wurde nichts gedruckt; versuchen Sie es in ${wait} wieder.`,
    step: 'Warten Sie auf den anderen Stapel und drucken Sie dann diesen',
  },
  'label.batch-differs': {
    title: 'Dieser Stapel wurde anders bestellt',
    detail: (size) => `Einen Stapel dieses Namens gibt es, mit ${size} Etiketten. Es wurde nichts gedruckt.`,
    step: 'Bestellen Sie dasselbe noch einmal, oder wählen Sie einen anderen Namen',
  },
  'label.batch-too-large': {
    title: 'Dieser Stapel ist zu groß',
    detail: (most) => `Ein Stapel hat höchstens ${most} Etiketten.`,
    step: 'Bestellen Sie mehrere Stapel',
  },
  'label.key-missing': {
    title: 'Kein Schlüssel darf diese Etiketten signieren',
    detail: 'Dieses Gateway hat keinen gültigen Schlüssel für diesen Host. Es wurde nichts gedruckt.',
    step: 'Sehen Sie nach den Schlüsseln der Etiketten',
  },
  'take-over.refused': {
    title: 'Es wurde nichts übernommen',
    detail: (lines) => `Falsche Zeilen in der Liste: ${lines}. Alle anderen Zeilen warten darauf.`,
    step: 'Berichtigen Sie diese Zeilen und senden Sie die ganze Liste noch einmal',
  },
};

/** What is wrong with a short code that was typed. */
export const deTypingMistakes: typeof enTypingMistakes = {
  length: 'Ein Kurzcode hat neun Buchstaben und Ziffern.',
  letter: 'Ein Zeichen darin kommt auf unseren Etiketten nie vor.',
  check: 'Ein Buchstabe oder eine Ziffer darin ist falsch.',
};
