// English of the help page: what to do now, each with one next step.
export const enHelp = {
  title: 'Help',
  intro: 'What to do now: open what fits.',
  about: 'This is about',
  signIn: 'Sign in: then each step leads to what you use',
  afterStop: 'It still runs: press Stop first. The tap for it is on your receipt then.',
  emergency: 'In danger, call the emergency number of this country.',
  emergencyAt: (number: string) => `In danger, call ${number}.`,
  call: (number: string) => `Call ${number}`,
  operator: 'Who runs this place',
  steps: {
    session: 'Open what is running',
    stop: 'To Stop',
    staff: 'Call the staff',
    receipt: 'Open the receipt',
    claim: 'Say so in one tap',
    home: 'My sessions',
    scan: 'Scan the label',
  },
  topics: {
    'locked-in': {
      title: 'I cannot get out',
      detail: 'The door of a pod always opens from inside, by hand: without power, without network and without this phone.',
    },
    'never-opened': {
      title: 'It does not open, or never started',
      detail:
        'Nothing is paid for what never started: a start counts only once the object has proven it. Did you pay all the same? Say so, and it is compared with what the object recorded.',
    },
    'opened-late': {
      title: 'It opened late',
      detail:
        'Time counts from the moment at which the object has proven its start. Did you pay for the wait? Say so, and it is compared with what the object recorded.',
    },
    'offline-at-stop': {
      title: 'I cannot stop it',
      detail:
        'Press Stop as often as you like: the time of your first press is kept. Then do what the page asks for, such as closing a door. Was it out of reach, and you paid for longer? Say so afterwards.',
    },
    'no-network': {
      title: 'My phone has no network',
      detail:
        'What you use goes on counting by itself, and nothing is lost. Find a network, or take another phone: scan the label there and sign in, and your session is found again.',
    },
    'wrong-amount': {
      title: 'The amount is wrong',
      detail:
        'The receipt shows each line in the words of the offer, and what it rests on. What is wrong there you can say in one tap.',
    },
    'not-my-object': {
      title: 'That was not the one in front of me',
      detail: 'If it still runs, press Stop. Then say so, and it is compared with where its label hangs.',
    },
    lost: {
      title: 'I left something behind',
      detail: 'Tell the staff of the place, and show them your receipt: it says what you used, where and until when.',
    },
  },
};

type Words<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (fact: string) => string ? T[K] : Words<T[K]>;
};

export type HelpTexts = Words<typeof enHelp>;
