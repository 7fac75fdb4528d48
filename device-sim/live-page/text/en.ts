// English words of the live page; their type is the shape that every language must have.

export type ActWords = {
  readonly label: string;
  /** Why it does nothing now. */
  readonly cannot: string;
};

type Guide = {
  readonly free: string;
  readonly starting: string;
  readonly running: string;
  readonly stopping: string;
};

export type Texts = {
  readonly title: string;
  readonly intro: string;
  readonly localOnly: string;
  readonly counts: (devices: string, connected: string, inUse: string) => string;
  readonly shownOf: (shown: string, all: string) => string;
  readonly objects: string;
  readonly displayCode: string;
  readonly language: string;
  readonly connectionLost: string;
  readonly needsScript: string;
  readonly people: {
    readonly label: string;
    readonly on: string;
    readonly off: string;
    readonly turnOn: string;
    readonly turnOff: string;
  };
  readonly kinds: { readonly [kind: string]: string };
  readonly line: { readonly [line in 'no-power' | 'no-cable' | 'away' | 'connected' | 'greeted']: string };
  readonly phase: { readonly [phase in 'free' | 'starting' | 'running' | 'paused' | 'stopping']: string };
  readonly leaseLeft: (time: string) => string;
  readonly leaseOver: string;
  readonly guide: { readonly [kind: string]: Guide };
  /** No session holds it, and it is not locked yet. */
  readonly guideLoose: string;
  readonly guidePaused: string;
  readonly guideDark: string;
  readonly guideCable: string;
  readonly guideAway: string;
  readonly hands: string;
  readonly surroundings: string;
  readonly acts: { readonly [act: string]: ActWords };
  readonly done: (label: string) => string;
  readonly dials: { readonly [act: string]: string };
  readonly fields: { readonly [field: string]: string };
  readonly values: { readonly [field: string]: { readonly [value: string]: string } };
  readonly yes: string;
  readonly no: string;
  readonly metrePerS: (value: string) => string;
  readonly talk: string;
  readonly silence: string;
  readonly wayUp: string;
  readonly wayDown: string;
  readonly raw: {
    readonly topic: string;
    readonly content: string;
    readonly signed: string;
    readonly bytes: (count: string) => string;
  };
  readonly signed: string;
  readonly unsigned: string;
  readonly tv: string;
  readonly kitchen: string;
  readonly kitchenEmpty: string;
  readonly kitchenSeen: string;
  readonly kitchenOff: string;
  readonly comma: string;
  readonly says: {
    readonly online: string;
    readonly offline: string;
    readonly hello: (boot: string) => string;
    readonly helloAnswer: (entries: string) => string;
    readonly result: (act: string, status: string) => string;
    readonly started: string;
    readonly updated: (used: string, why: string) => string;
    readonly ended: (used: string, why: string) => string;
    readonly state: (facts: string) => string;
    readonly stateSame: string;
    readonly event: (what: string) => string;
    readonly telemetry: string;
    readonly command: (act: string) => string;
    readonly set: (control: string, value: string) => string;
    readonly ack: (entry: string) => string;
    readonly config: (ver: string) => string;
    readonly keys: (ver: string) => string;
    readonly welcome: string;
    readonly rehello: string;
    readonly blink: (times: string) => string;
    readonly bye: (reason: string) => string;
    readonly unreadable: string;
  };
  readonly commands: { readonly [act: string]: string };
  readonly statuses: { readonly [status: string]: string };
  readonly triggers: { readonly [trigger: string]: string };
  readonly events: { readonly [type: string]: string };
};

export const en: Texts = {
  title: 'Simulated objects',
  intro: 'Start one with a phone, then be the person who stands in front of it.',
  localOnly: 'Simulator · this machine only',
  counts: (devices, connected, inUse) => `${devices} objects · ${connected} connected · ${inUse} in use`,
  displayCode: 'Scan the code that its display shows now',
  shownOf: (shown, all) => `The first ${shown} of ${all} are drawn.`,
  objects: 'Objects',
  language: 'Language',
  connectionLost: 'The simulator does not answer. What you see is old; the page tries again by itself.',
  needsScript: 'Without JavaScript the page does not move by itself: reload it to look again. The buttons work.',
  people: {
    label: 'Simulated people',
    on: 'act by themselves',
    off: 'leave everything to you',
    turnOn: 'Let them act',
    turnOff: 'I do it myself',
  },
  kinds: {
    'sleep-pod': 'Sleep pod',
    bike: 'Bike',
    'hotel-room': 'Hotel room',
    'restaurant-table': 'Restaurant table',
  },
  line: {
    'no-power': 'No power',
    'no-cable': 'Network cut',
    away: 'Offline',
    connected: 'Says hello',
    greeted: 'Online',
  },
  phase: { free: 'Free', starting: 'Starting', running: 'In use', paused: 'Paused', stopping: 'Stopping' },
  leaseLeft: (time) => `lease ${time}`,
  leaseOver: 'lease is over',
  guide: {
    'sleep-pod': {
      free: 'Locked. Press Start on a phone to open it.',
      starting: 'The bolt is back: open the door and go in.',
      running: 'The inside handle always lets you out.',
      stopping: 'Stop was pressed: walk out by the handle.',
    },
    bike: {
      free: 'Locked. Press Start on a phone to free it.',
      starting: 'The lock lets go: pull the pin.',
      running: 'Ride. Only your hand closes the pin.',
      stopping: 'Stop was pressed: brake and close the pin.',
    },
    'hotel-room': {
      free: 'Resting. The phone asks for the code on the TV.',
      starting: 'The room wakes up.',
      running: 'The switch on the wall wins over the phone.',
      stopping: 'Stop was pressed: the room goes to rest.',
    },
    'restaurant-table': {
      free: 'Closed. Press Start on a phone to open it.',
      starting: 'Opening: the printer or the kitchen must answer.',
      running: 'Order on the phone and watch the printer.',
      stopping: 'Stop was pressed: the bill is closed.',
    },
    other: {
      free: 'Nobody uses it.',
      starting: 'It waits for its person.',
      running: 'It is in use.',
      stopping: 'Stop was pressed.',
    },
  },
  guideLoose: 'It locks once it is empty and its door is closed.',
  guidePaused: 'Paused: it is kept for its person.',
  guideDark: 'Dark for a moment. Doors and pins still obey hands.',
  guideCable: 'Cut off: it goes on by itself and tells later.',
  guideAway: 'It looks for its gateway, and tries again by itself.',
  hands: 'Be the person',
  surroundings: 'Power and network',
  acts: {
    openDoor: { label: 'Open the door', cannot: 'The door does not open: it is open already, or the bolt holds it.' },
    closeDoor: { label: 'Close the door', cannot: 'The door is closed already.' },
    enter: { label: 'Go in', cannot: 'You cannot go in: the door is closed, or somebody is inside.' },
    leave: { label: 'Walk out by the handle', cannot: 'Nobody is inside.' },
    pullPin: { label: 'Pull the pin', cannot: 'The pin does not move: the lock holds it, or it is out already.' },
    ride: { label: 'Ride', cannot: 'The wheel is blocked: the pin is closed.' },
    brake: { label: 'Brake', cannot: 'The bike stands already.' },
    closePin: { label: 'Close the pin', cannot: 'The pin closes only on a wheel that stands, and only once.' },
    flipWallSwitch: { label: 'Flip the wall switch', cannot: 'The switch does not move.' },
    turnThermostat: { label: 'Turn the thermostat', cannot: 'The dial has no such stop.' },
    openWindow: { label: 'Open the window', cannot: 'The window is open already.' },
    closeWindow: { label: 'Close the window', cannot: 'The window is closed already.' },
    press: { label: 'Press the button', cannot: 'The button cannot be pressed.' },
    printerOffline: { label: 'Take the paper out', cannot: 'There is no paper in the printer.' },
    printerOnline: { label: 'Put paper in', cannot: 'There is paper in the printer already.' },
    kitchenAcknowledges: { label: 'Kitchen: seen', cannot: 'The kitchen sees nothing: the table is closed.' },
    powerCut: { label: 'Cut power for 5 s', cannot: 'It has no power now.' },
    cutNetwork: { label: 'Cut network', cannot: 'The network is cut already.' },
    bringNetwork: { label: 'Bring network back', cannot: 'The network is there.' },
  },
  done: (label) => `${label}: done.`,
  dials: { ride: 'Speed', turnThermostat: 'Thermostat' },
  fields: {
    bolt: 'Bolt',
    door: 'Door',
    occupied: 'Inside',
    temperature: 'Air',
    light: 'Light',
    fan: 'Fan',
    pin: 'Pin',
    moving: 'Wheel',
    battery: 'Battery',
    distance: 'Distance',
    dimmer: 'Dimmer',
    setpoint: 'Set to',
    window: 'Window',
    scene: 'Scene',
    table: 'Table',
    printer: 'Printer',
    tickets: 'Tickets',
  },
  values: {
    bolt: { locked: 'locked', open: 'open' },
    door: { closed: 'closed', open: 'open' },
    occupied: { true: 'somebody', false: 'nobody' },
    light: { true: 'on', false: 'off' },
    pin: { closed: 'closed', open: 'open' },
    moving: { true: 'turns', false: 'stands' },
    window: { closed: 'closed', open: 'open' },
    scene: { away: 'away', guest: 'guest', eco: 'saving' },
    table: { closed: 'closed', open: 'open' },
    printer: { online: 'ready', offline: 'no paper' },
  },
  yes: 'yes',
  no: 'no',
  metrePerS: (value) => `${value} m/s`,
  talk: 'What it says and hears',
  silence: 'Not a word yet.',
  wayUp: 'says',
  wayDown: 'hears',
  raw: {
    topic: 'Topic',
    content: 'What is in it',
    signed: 'Bytes on the wire',
    bytes: (count) => `${count} bytes`,
  },
  signed: 'signed',
  unsigned: 'not signed',
  tv: 'Room code',
  kitchen: 'Kitchen',
  kitchenEmpty: 'No orders',
  kitchenSeen: 'Seen',
  kitchenOff: 'Table closed',
  comma: ', ',
  says: {
    online: 'I am online',
    offline: 'I am offline',
    hello: (boot) => `Hello, this is boot ${boot}`,
    helloAnswer: (entries) => `Hello, signed; journal entries that wait: ${entries}`,
    result: (act, status) => `${act}: ${status}`,
    started: 'Use begins',
    updated: (used, why) => `Used ${used} so far (${why})`,
    ended: (used, why) => `Use ends after ${used} (${why})`,
    state: (facts) => `Shows ${facts}`,
    stateSame: 'Shows the same as before',
    event: (what) => `Event: ${what}`,
    telemetry: 'Telemetry',
    command: (act) => `Command: ${act}`,
    set: (control, value) => `Command: set ${control} to ${value}`,
    ack: (entry) => `Stored: the journal up to entry ${entry}`,
    config: (ver) => `Settings, version ${ver}`,
    keys: (ver) => `Keys to believe, version ${ver}`,
    welcome: 'Welcome',
    rehello: 'Say hello again, signed',
    blink: (times) => `Blink ${times} times`,
    bye: (reason) => `Goodbye (${reason})`,
    unreadable: 'Something that is not of this protocol',
  },
  commands: {
    start: 'start',
    stop: 'stop',
    renew: 'renew the lease',
    pause: 'pause',
    resume: 'resume',
    set: 'set',
    order: 'order',
    call: 'ring for staff',
    beep: 'beep',
  },
  statuses: {
    accepted: 'taken',
    in_progress: 'under way',
    succeeded: 'done',
    failed: 'failed',
    rejected: 'refused',
    expired: 'too late',
  },
  triggers: {
    meter: 'meter',
    renewed: 'lease renewed',
    ticket_printed: 'ticket printed',
    power_resumed: 'power is back',
    paused: 'paused',
    resumed: 'resumed',
    stop_command: 'Stop was pressed',
    person_left: 'the person left',
    parked: 'parked',
    lease_lapsed: 'the lease lapsed',
    limit_reached: 'longest use reached',
    power_loss: 'power was lost',
    local_stop: 'stopped at the object',
    verdict: 'the gateway ended it',
  },
  events: {
    door: 'door',
    occupancy: 'somebody inside',
    motion: 'motion',
    fault: 'fault',
    tamper: 'tampering',
    local_stop: 'stopped by hand',
    local_set: 'set by hand',
    call: 'the bell rings',
    display: 'display',
    button: 'button pressed',
  },
};
