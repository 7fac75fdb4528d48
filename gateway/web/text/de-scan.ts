// German about scanning in the page: what to do, what a code turned out to be, and what helps where it cannot be read.
import type { enScan } from './en-scan.ts';

export const deScan: typeof enScan = {
  title: 'Etikett scannen',
  quickest: 'Am schnellsten: Öffnen Sie die Kamera Ihres Telefons und richten Sie sie auf das Etikett. Sie brauchen keine App.',
  inPage: 'Oder hier scannen',
  inPageDetail: 'Diese Seite prüft, wer das Etikett signiert hat, bevor sie etwas öffnet.',
  camera: 'Kamera benutzen',
  cameraOff: 'Kamera schließen',
  light: 'Licht',
  photo: 'Aus einem Foto lesen',
  orType: 'Kurzcode eintippen',
  typeDetail:
    'Neun Buchstaben und Ziffern auf dem Etikett, wie 7K3M-Q9TX-8. Groß oder klein, mit oder ohne Bindestriche. O wird als 0 gelesen, I und L als 1.',
  open: 'Öffnen',
  neverCard: 'Wo Sie scannen, fragen wir nie nach einer Kartennummer oder Kaution.',
  looking: 'Halten Sie das Etikett in den Rahmen.',
  nothingYet: 'Noch kein Code gefunden',
  nothingYetDetail:
    'Gehen Sie näher heran, bis der Code den Rahmen füllt, halten Sie still und schalten Sie im Dunkeln das Licht ein.',
  reading: 'Das Foto wird gelesen.',
  signed: (issuer) => `Signiert von ${issuer}`,
  signedDetail: 'Wir fragen nach, ob das Etikett echt ist.',
  elsewhere: (host) => `Die Signatur ist kopiert: Dieser Code führt zu ${host}, und das sind nicht wir.`,
  elsewhereDetail:
    'Öffnen Sie ihn nicht mit Ihrer Kamera. Hier öffnen wir nur, was signiert wurde; vergleichen Sie vor dem Start den Namen mit dem Objekt.',
  goOn: 'Zeigen, was signiert wurde',
  unchecked: (issuer) => `Dieser Browser kann keine Signaturen prüfen. Wir fragen bei ${issuer} nach.`,
  asking: 'Wir fragen nach, ob wir dieses Etikett kennen.',
  notOurs: 'Das ist keiner unserer Codes',
  notOursLeads: (host) => `Er führt zu ${host}. Wir haben das nicht geöffnet.`,
  notOursDetail:
    'Seien Sie vorsichtig: Der Aufkleber kann über den echten geklebt sein. Geben Sie nach dem Scannen nie Kartendaten ein.',
  lookalike: (host, ours) => `Er führt zu ${host}. Das sieht aus wie ${ours}, gehört aber jemand anderem.`,
  foreignLetters: (host) =>
    `Er führt zu ${host}: eine Adresse mit Buchstaben eines anderen Alphabets, die unserer ähnlich sehen kann.`,
  notGenuine: (issuer) => `Signiert von ${issuer}, aber nicht echt`,
  notGenuineDetail:
    'Die Signatur stimmt, aber ein solches Etikett wurde nie ausgegeben. Benutzen Sie es nicht und sagen Sie dem Personal Bescheid.',
  signIn: 'Anmelden',
  findReal: 'Suchen Sie das echte Etikett und scannen Sie erneut',
  cameraRefused: 'Die Kamera ist hier nicht erlaubt',
  cameraRefusedDetail:
    'Sie können sie in den Einstellungen Ihres Browsers für diese Seite erlauben. Ein Foto oder der Kurzcode geht auch ohne.',
  cameraBusy: 'Die Kamera liefert kein Bild',
  cameraBusyDetail:
    'Vielleicht benutzt sie gerade eine andere App. Schließen Sie diese, oder nehmen Sie ein Foto oder den Kurzcode.',
  cameraNone: 'Hier lässt sich keine Kamera benutzen',
  cameraNoneDetail: 'Nehmen Sie ein Foto oder den Kurzcode. Die Kamera-App Ihres Telefons geht auch.',
  photoEmpty: 'In diesem Foto ist kein Code',
  photoEmptyDetail: 'Fotografieren Sie aus der Nähe, gerade und scharf, sodass der Code ein Drittel des Bildes füllt.',
  photoUnreadable: 'Diese Datei ist kein Foto, das wir lesen können',
  photoUnreadableDetail: 'Machen Sie ein neues Foto oder tippen Sie den Kurzcode ein.',
  noReader: 'Das Lesegerät konnte nicht geladen werden',
  noReaderDetail: 'Prüfen Sie Ihr Netz und versuchen Sie es noch einmal. Der Kurzcode geht auch so.',
  noNetwork: 'Keine Verbindung',
  noNetworkDetail: 'Es wurde nichts geöffnet. Prüfen Sie Ihr Netz und richten Sie die Kamera noch einmal auf das Etikett.',
  typedNothing: 'Tippen Sie zuerst den Kurzcode des Etiketts ein.',
  typedLength: 'Ein Kurzcode hat neun Buchstaben und Ziffern. Vergleichen Sie ihn mit dem Etikett.',
  typedLetter: 'Ein Zeichen darin kommt auf unseren Etiketten nie vor. Vergleichen Sie jedes mit dem Etikett.',
  typedCheck: 'Ein Buchstabe oder eine Ziffer ist falsch. Vergleichen Sie jedes Zeichen mit dem Etikett.',
  typedUnknown: 'Wir kennen kein Etikett mit diesem Code. Vergleichen Sie jedes Zeichen mit dem Etikett, oder scannen Sie es.',
  typedTitle: 'Bitte sehen Sie noch einmal nach',
};
